package io.cornerstone.client.internal.watch;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.watch.Watch;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Watch} over gRPC. */
public record GrpcWatch(
    WatchService service, KeyRange watched, WatchOptions options, long startRevision)
    implements Watch {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcWatch.class);

  @Override
  public Watch range(KeyRange range) {
    return new GrpcWatch(service, range, options, startRevision);
  }

  @Override
  public Watch from(long revision) {
    if (revision < 1) {
      throw new IllegalArgumentException("revision must be positive: " + revision);
    }
    return new GrpcWatch(service, watched, options, revision);
  }

  @Override
  public Watch withOptions(WatchOptions options) {
    return new GrpcWatch(service, watched, options, startRevision);
  }

  @Override
  public Watch withPrevKv() {
    return withOptions(options.withPrevKv());
  }

  @Override
  public Watch withoutPuts() {
    return withOptions(options.withNoPut());
  }

  @Override
  public Watch withoutDeletes() {
    return withOptions(options.withNoDelete());
  }

  @Override
  public Watch withProgressNotify() {
    return withOptions(options.withProgressNotify());
  }

  @Override
  public Watch withFragment() {
    return withOptions(options.withFragment());
  }

  @Override
  public Watcher listen(Consumer<? super WatchEvent> onEvent) {
    return listen(new EventByEvent(onEvent));
  }

  @Override
  public Watcher listen(WatchListener listener) {
    return service.start(watched, options, startRevision, listener);
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
