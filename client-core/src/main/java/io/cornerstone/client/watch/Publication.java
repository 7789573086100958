package io.cornerstone.client.watch;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A watch for one subscriber, who sets the pace.
 *
 * <p>Batches that are not asked for yet wait in a queue. When it is full, the watcher is given up,
 * and once half of the queue is handed out another takes its place, from the revision after the
 * last batch that was queued: so nothing is dropped, and the events wait at the server.
 *
 * <p>Everything that reaches the subscriber comes out of {@link #drain}, on the callback executor
 * and by one thread at a time.
 */
final class Publication implements Flow.Subscription {
  private final Watch watch;
  private final int pendingMax;
  private final Flow.Subscriber<? super WatchBatch> subscriber;

  private final Queue<WatchBatch> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger wanted = new AtomicInteger();
  private volatile @Nullable Executor executor;
  private volatile @Nullable Turn turn;
  private volatile @Nullable Throwable misuse;
  private volatile @Nullable WatchEnd end;
  private volatile boolean cancelled;

  // Written by the turn before it is over; read by whoever drains, after that.
  private long next;
  private volatile boolean paused;

  // Of whoever drains.
  private boolean ended;

  Publication(Watch watch, int pendingMax, Flow.Subscriber<? super WatchBatch> subscriber) {
    this.watch = watch;
    this.pendingMax = pendingMax;
    this.subscriber = subscriber;
  }

  void start() {
    subscriber.onSubscribe(this);
    if (cancelled) {
      return;
    }
    Watcher watcher = begin(watch);
    Executor callbacks = watcher.created().defaultExecutor();
    executor = callbacks;
    callbacks.execute(this::drain); // What was asked for meanwhile.
  }

  private Watcher begin(Watch from) {
    Turn fresh = new Turn();
    turn = fresh;
    Watcher watcher = from.listen(fresh);
    fresh.watcher.complete(watcher);
    if (cancelled) {
      watcher.close();
    }
    return watcher;
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      misuse = new IllegalArgumentException("a demand must be positive: " + n);
    } else {
      demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    }
    Executor callbacks = executor;
    if (callbacks != null) {
      callbacks.execute(this::drain);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    Turn current = turn;
    if (current != null) {
      current.close();
    }
  }

  private void drain() {
    if (wanted.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        step();
      } catch (RuntimeException | Error e) {
        cancel(); // A subscriber that throws has had enough.
        throw e;
      }
      seen = wanted.addAndGet(-seen);
    } while (seen != 0);
  }

  private void step() {
    if (cancelled || ended) {
      return;
    }
    Throwable wrong = misuse;
    if (wrong != null) {
      ended = true;
      cancel();
      subscriber.onError(wrong);
      return;
    }
    WatchEnd over = end; // Before the queue is looked at: what is in it came before the end.
    handOut();
    if (cancelled) {
      return;
    }
    if (paused && waiting.get() <= pendingMax / 2) {
      paused = false;
      begin(watch.from(next));
    } else if (over != null && pending.isEmpty()) {
      ended = true;
      finish(over);
    }
  }

  private void handOut() {
    while (!cancelled && demand.get() > 0) {
      WatchBatch batch = pending.poll();
      if (batch == null) {
        return;
      }
      waiting.decrementAndGet();
      if (demand.get() != Long.MAX_VALUE) {
        demand.decrementAndGet();
      }
      subscriber.onNext(batch);
    }
  }

  private void finish(WatchEnd over) {
    if (over instanceof WatchEnd.Closed) {
      subscriber.onComplete();
    } else {
      subscriber.onError(new WatchEndedException(over));
    }
  }

  /** One watcher. When its turn is over, whatever it still says is for the next one to repeat. */
  private final class Turn implements WatchListener {
    private final CompletableFuture<Watcher> watcher = new CompletableFuture<>();
    private boolean over;

    @Override
    public void onEvents(WatchBatch batch) {
      if (over || cancelled) {
        return;
      }
      pending.add(batch);
      next = batch.revision() + 1;
      if (waiting.incrementAndGet() >= pendingMax) {
        over = true;
        close();
        paused = true;
      }
      drain();
    }

    @Override
    public void onClosed(WatchEnd reason) {
      if (!over && !cancelled) {
        end = reason;
        drain();
      }
    }

    void close() {
      CompletableFuture<Void> unused = watcher.thenAccept(Watcher::close);
    }
  }
}
