package io.cornerstone.client.view;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.watch.ResyncOptions;
import io.cornerstone.client.watch.Watch;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** A watch of keys under a prefix. */
record PrefixedWatch(Watch watch, Prefix prefix) implements Watch {
  /** A watch of all keys of a view, which is what a watch without a range means. */
  static PrefixedWatch all(Watch watch, Prefix prefix) {
    return new PrefixedWatch(watch.range(prefix.add(KeyRange.all())), prefix);
  }

  @Override
  public Watch range(KeyRange range) {
    return new PrefixedWatch(watch.range(prefix.addForWatch(range)), prefix);
  }

  @Override
  public Watch from(long revision) {
    return new PrefixedWatch(watch.from(revision), prefix);
  }

  @Override
  public Watch withOptions(WatchOptions options) {
    return new PrefixedWatch(watch.withOptions(options), prefix);
  }

  @Override
  public Watch withPrevKv() {
    return new PrefixedWatch(watch.withPrevKv(), prefix);
  }

  @Override
  public Watch withoutPuts() {
    return new PrefixedWatch(watch.withoutPuts(), prefix);
  }

  @Override
  public Watch withoutDeletes() {
    return new PrefixedWatch(watch.withoutDeletes(), prefix);
  }

  @Override
  public Watch withProgressNotify() {
    return new PrefixedWatch(watch.withProgressNotify(), prefix);
  }

  @Override
  public Watch withFragment() {
    return new PrefixedWatch(watch.withFragment(), prefix);
  }

  @Override
  public Watch resyncAfterCompaction(ResyncOptions options) {
    List<Bytes> known = options.knownKeys().stream().map(prefix::add).toList();
    return new PrefixedWatch(watch.resyncAfterCompaction(options.withKnownKeys(known)), prefix);
  }

  @Override
  public Watcher listen(Consumer<? super WatchEvent> onEvent) {
    return watch.listen((WatchEvent event) -> onEvent.accept(prefix.strip(event)));
  }

  @Override
  public Watcher listen(WatchListener listener) {
    return watch.listen(
        new WatchListener() {
          @Override
          public void onEvents(WatchBatch batch) {
            listener.onEvents(prefix.strip(batch));
          }

          @Override
          public void onProgress(long revision) {
            listener.onProgress(revision);
          }

          @Override
          public void onClosed(WatchEnd end) {
            listener.onClosed(end);
          }
        });
  }

  @Override
  public Flow.Publisher<WatchBatch> publish(int pendingBatchesMax) {
    Flow.Publisher<WatchBatch> below = watch.publish(pendingBatchesMax);
    return subscriber -> below.subscribe(new Mapped<>(subscriber, prefix::strip));
  }
}
