package io.cornerstone.client.fake;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.watch.OptionedWatch;
import io.cornerstone.client.watch.ResyncOptions;
import io.cornerstone.client.watch.Watch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A watch whose watchers hear what the test says; they are all in one list. */
public record FakeWatch(
    List<FakeWatch.Started> started,
    KeyRange watched,
    WatchOptions options,
    long startRevision,
    @Nullable ResyncOptions resync)
    implements OptionedWatch {
  /** A watch of everything. */
  public static FakeWatch into(List<Started> started) {
    return new FakeWatch(started, KeyRange.all(), WatchOptions.DEFAULT, 0, null);
  }

  /** One watcher, as it was described. */
  public record Started(FakeWatch watch, WatchListener listener, CompletableFuture<WatchEnd> ended)
      implements Watcher {
    @Override
    public CompletableFuture<Long> created() {
      return CompletableFuture.completedFuture(1L);
    }

    @Override
    public long nextRevision() {
      return watch.startRevision;
    }

    @Override
    public void close() {
      ended.complete(new WatchEnd.Closed());
    }
  }

  @Override
  public Watch range(KeyRange range) {
    return new FakeWatch(started, range, options, startRevision, resync);
  }

  @Override
  public Watch from(long revision) {
    return new FakeWatch(started, watched, options, revision, resync);
  }

  @Override
  public Watch withOptions(WatchOptions options) {
    return new FakeWatch(started, watched, options, startRevision, resync);
  }

  @Override
  public Watch resyncAfterCompaction(ResyncOptions resync) {
    return new FakeWatch(started, watched, options, startRevision, resync);
  }

  @Override
  public Watcher listen(Consumer<? super WatchEvent> onEvent) {
    throw new UnsupportedOperationException("not needed");
  }

  @Override
  public Watcher listen(WatchListener listener) {
    Started watcher = new Started(this, listener, new CompletableFuture<>());
    started.add(watcher);
    return watcher;
  }
}
