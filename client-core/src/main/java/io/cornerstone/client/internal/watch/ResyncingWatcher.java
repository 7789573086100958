package io.cornerstone.client.internal.watch;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.CompactedException;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.callback.SerialTasks;
import io.cornerstone.client.internal.retry.Passing;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.kv.ScanOptions;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.StatusCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watcher that outlives compactions: a plain one, a list when it ends as compacted, another plain
 * one from behind the list, and so on.
 *
 * <p>Its steps follow one another: a plain watcher's calls, then the list's, then those of the next
 * plain watcher. So the user's listener hears one call at a time, and {@link KnownKeys} needs no
 * lock. Only {@link #close} comes from outside.
 */
final class ResyncingWatcher implements Watcher {
  private static final Logger LOG = LoggerFactory.getLogger(ResyncingWatcher.class);
  private static final Bytes ZERO = KeyRange.all().rangeEnd();

  /** What a watcher needs of its client. */
  interface Source {
    /** Starts a plain watcher; 0 is "from now". */
    Watcher watch(long startRevision, WatchListener listener);

    /** Reads the list. */
    Kv kv();

    /** Where the user is told. */
    Executor callbacks();

    /** A resync was done, with so many events. */
    void resynced(long revision, int events);

    /** The same after a pause, between two tries of a list. */
    Executor later();
  }

  private final Source source;
  private final KeyRange listedRange;
  private final WatchOptions options;
  private final KnownKeys known;
  private final WatchListener listener;
  private final SerialTasks tasks;
  private final ClientFuture<Long> created;
  private final ClientFuture<WatchEnd> ended;
  private final AtomicBoolean over = new AtomicBoolean();

  private volatile Turn turn = new Turn();
  private volatile @Nullable CompletableFuture<?> listing;
  private volatile boolean resyncing;
  private volatile boolean closed;
  private volatile long next;

  ResyncingWatcher(
      Source source,
      KeyRange range,
      WatchOptions options,
      KnownKeys known,
      WatchListener listener) {
    this.source = source;
    // The empty key, which a list is refused for, means the least one to a watch.
    this.listedRange = range.key().isEmpty() ? new KeyRange(ZERO, range.rangeEnd()) : range;
    this.options = options;
    this.known = known;
    this.listener = listener;
    this.tasks = new SerialTasks(source.callbacks());
    this.created = new ClientFuture<>(source.callbacks());
    this.ended = new ClientFuture<>(source.callbacks());
  }

  ResyncingWatcher start(long startRevision) {
    next = startRevision;
    begin(startRevision);
    return this;
  }

  @Override
  public CompletableFuture<Long> created() {
    return created.copy();
  }

  @Override
  public CompletableFuture<WatchEnd> ended() {
    return ended.copy();
  }

  @Override
  public long nextRevision() {
    Watcher running = resyncing ? null : turn.watcher.getNow(null);
    return running == null ? next : Math.max(next, running.nextRevision());
  }

  @Override
  public void close() {
    closed = true;
    turn.close();
    if (resyncing) {
      CompletableFuture<?> running = listing;
      if (running != null) {
        running.cancel(false);
      }
      finish(new WatchEnd.Closed());
    }
  }

  private void begin(long from) {
    Turn fresh = new Turn();
    turn = fresh;
    resyncing = false;
    Watcher watcher = source.watch(from, fresh);
    fresh.watcher.complete(watcher);
    CompletableFuture<Void> unused = watcher.created().thenAccept(created::complete);
    if (closed) {
      watcher.close();
    }
  }

  private void resync(WatchEnd.Compacted gap) {
    next = gap.nextRevision();
    resyncing = true;
    if (closed) {
      finish(new WatchEnd.Closed());
      return;
    }
    // What the list's revision is must be known before its first key is judged.
    CompletableFuture<GetResult> asked =
        source.kv().get(listedRange, GetOptions.DEFAULT.withCountOnly());
    listing = asked;
    CompletableFuture<GetResult> unused =
        asked.whenCompleteAsync(
            (answer, failure) -> {
              if (failure != null) {
                listFailed(gap, failure);
              } else {
                list(gap, answer.header());
              }
            });
    if (closed) {
      asked.cancel(false);
    }
  }

  private void list(WatchEnd.Compacted gap, Header header) {
    long revision = header.revision();
    KnownKeys.Comparison comparison = known.compare(gap.nextRevision(), revision);
    ScanOptions scan = ScanOptions.DEFAULT.withRevision(revision);
    Listing subscriber = new Listing(comparison);
    listing = subscriber.isComplete;
    CompletableFuture<Boolean> unused =
        subscriber.isComplete.whenComplete(
            (complete, failure) -> {
              if (failure != null) {
                listFailed(gap, failure);
              } else if (complete) {
                listed(comparison, header);
              } else {
                comparison.giveUp();
                finish(gap);
              }
            });
    source
        .kv()
        .scan(listedRange, options.noPut() ? scan.withKeysOnly() : scan)
        .subscribe(subscriber);
  }

  private void listed(KnownKeys.Comparison comparison, Header header) {
    long revision = header.revision();
    List<WatchEvent> events = comparison.finish(!options.noPut(), !options.noDelete());
    source.resynced(revision, events.size());
    LOG.info("a watcher goes on after a compaction: resynced at revision {}", revision);
    if (!events.isEmpty()) {
      tell(() -> listener.onEvents(new WatchBatch(header, events)));
    }
    tell(() -> listener.onProgress(revision));
    tasks.execute(
        () -> {
          if (!over.get()) {
            next = revision + 1;
            begin(revision + 1);
          }
        });
  }

  private void listFailed(WatchEnd.Compacted gap, Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (closed || (cause instanceof EtcdException e && e.code() == StatusCode.CANCELLED)) {
      finish(new WatchEnd.Closed());
    } else if (cause instanceof CompactedException
        || (cause instanceof EtcdException e && Passing.contains(e.code()))) {
      source.later().execute(() -> resync(gap));
    } else if (cause instanceof EtcdException e) {
      finish(new WatchEnd.Refused(String.valueOf(e.getMessage()), e.error()));
    } else {
      finish(new WatchEnd.Refused(String.valueOf(cause), Optional.empty()));
    }
  }

  private void tell(Runnable call) {
    tasks.execute(
        () -> {
          if (!closed && !over.get()) {
            call.run();
          }
        });
  }

  private void finish(WatchEnd end) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    tasks.execute(
        () -> {
          created.completeExceptionally(new CancellationException("the watcher ended: " + end));
          try {
            listener.onClosed(end);
          } finally {
            ended.complete(end);
          }
        });
  }

  /** One plain watcher. */
  private final class Turn implements WatchListener {
    private final CompletableFuture<Watcher> watcher = new CompletableFuture<>();

    @Override
    public void onEvents(WatchBatch batch) {
      if (!closed) {
        known.apply(batch);
        listener.onEvents(batch);
      }
    }

    @Override
    public void onProgress(long revision) {
      if (!closed) {
        listener.onProgress(revision);
      }
    }

    @Override
    public void onClosed(WatchEnd end) {
      if (end instanceof WatchEnd.Compacted gap && known.isComplete() && !closed) {
        resync(gap);
      } else {
        finish(closed ? new WatchEnd.Closed() : end);
      }
    }

    void close() {
      CompletableFuture<Void> unused = watcher.thenAccept(Watcher::close);
    }
  }

  /** Compares the list as it comes; completes with whether it was short enough. */
  private static final class Listing implements Flow.Subscriber<KeyValue> {
    final CompletableFuture<Boolean> isComplete = new CompletableFuture<>();
    private final KnownKeys.Comparison comparison;
    private Flow.@Nullable Subscription subscription;

    Listing(KnownKeys.Comparison comparison) {
      this.comparison = comparison;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(KeyValue kv) {
      if (isComplete.isDone() || !comparison.add(kv)) {
        Flow.Subscription source = subscription;
        if (source != null) {
          source.cancel();
        }
        isComplete.complete(false);
      }
    }

    @Override
    public void onError(Throwable failure) {
      isComplete.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      isComplete.complete(true);
    }
  }
}
