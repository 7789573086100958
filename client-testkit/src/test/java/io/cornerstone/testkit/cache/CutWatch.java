package io.cornerstone.testkit.cache;

import io.cornerstone.client.Client;
import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.testkit.view.Tap;
import org.jspecify.annotations.Nullable;

/** Cuts a watcher off from its listener, and ends it in the server's stead. */
final class CutWatch {
  private volatile @Nullable Valve latest;

  Keyspace of(Client client) {
    return new Tap(
        Keyspace.of(client),
        call -> {
          if (call.is("listen") && call.arguments()[0] instanceof WatchListener listener) {
            Valve valve = new Valve(listener);
            latest = valve;
            call.arguments()[0] = valve;
          }
          return call.proceed();
        });
  }

  /** Waits for the watcher, which starts after the first list is told, and cuts it off. */
  void cut() {
    Eventually.holds(() -> latest != null);
    valve().open = false;
  }

  void end(WatchEnd end) {
    valve().listener.onClosed(end);
  }

  private Valve valve() {
    Valve valve = latest;
    if (valve == null) {
      throw new IllegalStateException("nothing is watched");
    }
    return valve;
  }

  private static final class Valve implements WatchListener {
    final WatchListener listener;
    volatile boolean open = true;

    Valve(WatchListener listener) {
      this.listener = listener;
    }

    @Override
    public void onEvents(WatchBatch batch) {
      if (open) {
        listener.onEvents(batch);
      }
    }

    @Override
    public void onProgress(long revision) {
      if (open) {
        listener.onProgress(revision);
      }
    }

    @Override
    public void onClosed(WatchEnd end) {
      if (open) {
        listener.onClosed(end);
      }
    }
  }
}
