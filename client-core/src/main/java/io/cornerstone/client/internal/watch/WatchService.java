package io.cornerstone.client.internal.watch;

import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * All watchers of a client, on one stream as long as they are few, and on a few streams however
 * many they are.
 *
 * <p>etcd holds 128 answers for a stream; when one change concerns more watchers than that, the
 * others wait for its next round, ten milliseconds later, and so on.
 */
public final class WatchService {
  /** Watchers that share a stream before there is another one. */
  private static final int SHARING = 100;

  /** Between two tries of a list, each of which is patient itself. */
  private static final long LIST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Transport transport;
  private final Kv kv;
  private final List<WatchStream> streams;

  /** With what reads the list for a resync. */
  public WatchService(Transport transport, Kv kv) {
    this.transport = transport;
    this.kv = kv;
    this.streams =
        Stream.generate(() -> new WatchStream(transport))
            .limit(transport.config().watchStreamsMax())
            .toList();
  }

  /** Starts a watcher; a start revision of 0 is "from now". */
  public Watcher start(
      KeyRange range, WatchOptions options, long startRevision, WatchListener listener) {
    return streamForOneMore().start(range, options, startRevision, listener);
  }

  /** The first that has room, so that few watchers keep to one; the emptiest if none has. */
  private WatchStream streamForOneMore() {
    return streams.stream()
        .filter(stream -> stream.load() < SHARING)
        .findFirst()
        .orElseGet(
            () -> streams.stream().min(Comparator.comparingInt(WatchStream::load)).orElseThrow());
  }

  /** Starts a watcher that goes on after compactions. */
  Watcher startResyncing(
      KeyRange range,
      WatchOptions options,
      long startRevision,
      KnownKeys known,
      WatchListener listener) {
    return new ResyncingWatcher(new Lists(range, options), range, options, known, listener)
        .start(startRevision);
  }

  /** The streams taken together. On the client loop. */
  public Diagnosis.Stream diagnose() {
    return streams.stream().map(WatchStream::diagnose).reduce(WatchService::together).orElseThrow();
  }

  private static Diagnosis.Stream together(Diagnosis.Stream one, Diagnosis.Stream other) {
    return new Diagnosis.Stream(
        one.endpoint().or(other::endpoint),
        one.users() + other.users(),
        one.opened() + other.opened(),
        one.sent() + other.sent(),
        one.received() + other.received(),
        one.lastLoss().or(other::lastLoss));
  }

  /** The watchers themselves. On the client loop. */
  public Diagnosis.Watchers diagnoseWatchers() {
    return streams.stream()
        .map(WatchStream::diagnoseWatchers)
        .reduce(WatchService::together)
        .orElseThrow();
  }

  private static Diagnosis.Watchers together(Diagnosis.Watchers one, Diagnosis.Watchers other) {
    return new Diagnosis.Watchers(
        one.running() + other.running(),
        one.waiting() + other.waiting(),
        one.paused() + other.paused(),
        one.failed() + other.failed(),
        one.lastEnd().or(other::lastEnd));
  }

  /** Ends all watchers. On the client loop. */
  public void close() {
    streams.forEach(WatchStream::close);
  }

  /** This client at a watcher that resyncs. */
  private final class Lists implements ResyncingWatcher.Source {
    private final KeyRange range;
    private final WatchOptions options;

    Lists(KeyRange range, WatchOptions options) {
      this.range = range;
      this.options = options;
    }

    @Override
    public Watcher watch(long startRevision, WatchListener listener) {
      return start(range, options, startRevision, listener);
    }

    @Override
    public Kv kv() {
      return kv;
    }

    @Override
    public Executor callbacks() {
      return transport.callbacks();
    }

    @Override
    public void resynced(long revision, int events) {
      transport.observers().tell(o -> o.watcherResynced(revision, events));
    }

    @Override
    public Executor later() {
      return CompletableFuture.delayedExecutor(
          LIST_PAUSE_NANOS, TimeUnit.NANOSECONDS, transport.callbacks());
    }
  }
}
