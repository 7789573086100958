package io.cornerstone.client.internal.watch;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.watch.ResyncOptions;
import io.cornerstone.client.watch.Watch;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Watch} over gRPC.
 *
 * @param resync how a compaction is outlived; null if it is not
 */
public record GrpcWatch(
    WatchService service,
    KeyRange watched,
    WatchOptions options,
    long startRevision,
    @Nullable Resync resync)
    implements OptionedWatch {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcWatch.class);

  /**
   * What {@link #resyncAfterCompaction} was given.
   *
   * @param options as given
   * @param shared what the watchers of one subscriber know, one after the other; null if each
   *     watcher begins anew
   */
  public record Resync(ResyncOptions options, @Nullable KnownKeys shared) {}

  /** Every key, from now on. */
  public static Watch all(WatchService service) {
    return new GrpcWatch(service, KeyRange.all(), WatchOptions.DEFAULT, 0, null);
  }

  @Override
  public Watch range(KeyRange range) {
    return new GrpcWatch(service, range, options, startRevision, resync);
  }

  @Override
  public Watch from(long revision) {
    if (revision < 1) {
      throw new IllegalArgumentException("revision must be positive: " + revision);
    }
    return new GrpcWatch(service, watched, options, revision, resync);
  }

  @Override
  public Watch withOptions(WatchOptions options) {
    return new GrpcWatch(service, watched, options, startRevision, resync);
  }

  @Override
  public Watch resyncAfterCompaction(ResyncOptions options) {
    return with(new Resync(options, null));
  }

  private GrpcWatch with(Resync resync) {
    return new GrpcWatch(service, watched, this.options, startRevision, resync);
  }

  @Override
  public Watcher listen(Consumer<? super WatchEvent> onEvent) {
    return listen(new EventByEvent(onEvent));
  }

  @Override
  public Watcher listen(WatchListener listener) {
    Resync resync = this.resync;
    if (resync == null) {
      return service.start(watched, options, startRevision, listener);
    }
    KnownKeys shared = resync.shared();
    KnownKeys known = shared == null ? new KnownKeys(resync.options()) : shared;
    return service.startResyncing(watched, options, startRevision, known, listener);
  }

  @Override
  public Flow.Publisher<WatchBatch> publish(int pendingBatchesMax) {
    Resync resync = this.resync;
    if (resync == null || resync.shared() != null) {
      return OptionedWatch.super.publish(pendingBatchesMax);
    }
    // A subscriber that is slow has several watchers, of which each must know what those before
    // it have told.
    return subscriber ->
        with(new Resync(resync.options(), new KnownKeys(resync.options())))
            .publish(pendingBatchesMax)
            .subscribe(subscriber);
  }

  /** A consumer that throws at one event still gets the next ones. */
  private record EventByEvent(Consumer<? super WatchEvent> onEvent) implements WatchListener {
    @Override
    public void onEvents(WatchBatch batch) {
      for (WatchEvent event : batch.events()) {
        try {
          onEvent.accept(event);
        } catch (RuntimeException e) {
          LOG.error("a watch consumer threw; it will still be called", e);
        }
      }
    }

    @Override
    public void onClosed(WatchEnd end) {
      if (!(end instanceof WatchEnd.Closed)) {
        LOG.warn("a watcher ended: {}", end);
      }
    }
  }
}
