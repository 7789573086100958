package io.cornerstone.client.watch;

import io.cornerstone.client.internal.flow.Demand;
import io.cornerstone.client.internal.flow.Drain;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A watch for one subscriber, who sets the pace.
 *
 * <p>Batches that are not asked for yet wait in a queue. When it is full, the watcher is given up,
 * and once half of the queue is handed out another takes its place, from the revision after the
 * last batch that was queued: so nothing is dropped, and the events wait at the server.
 *
 * <p>Everything that reaches the subscriber comes out of the drain, on the callback executor and by
 * one thread at a time.
 */
final class Publication implements Flow.Subscription {
  private final Watch watch;
  private final int pendingMax;
  private final Flow.Subscriber<? super WatchBatch> subscriber;

  private final Queue<WatchBatch> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Demand demand = new Demand();
  private final Drain drain = new Drain(this::step, this::cancel);
  private volatile @Nullable Executor executor;
  private volatile @Nullable Turn turn;
  private volatile @Nullable WatchEnd end;
  private volatile boolean cancelled;

  // Written by the turn before it says that it is paused; read by whoever drains, after that.
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
    callbacks.execute(drain); // What was asked for meanwhile.
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
    demand.add(n);
    Executor callbacks = executor;
    if (callbacks != null) {
      callbacks.execute(drain);
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

  private void step() {
    if (cancelled || ended) {
      return;
    }
    Throwable wrong = demand.misuse();
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
    while (!cancelled && !pending.isEmpty() && demand.take()) {
      WatchBatch batch = pending.remove();
      waiting.decrementAndGet();
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

  /** One watcher. Once it is full it is closed; the next begins behind the last that it told. */
  private final class Turn implements WatchListener {
    private final CompletableFuture<Watcher> watcher = new CompletableFuture<>();
    private boolean full;

    @Override
    public void onEvents(WatchBatch batch) {
      if (cancelled) {
        return;
      }
      pending.add(batch);
      onProgress(batch.revision());
      if (waiting.incrementAndGet() >= pendingMax && !full) {
        full = true;
        close();
      }
      drain.run();
    }

    @Override
    public void onProgress(long revision) {
      next = Math.max(next, revision + 1);
    }

    @Override
    public void onClosed(WatchEnd reason) {
      if (cancelled) {
        return;
      }
      if (full) {
        paused = true;
      } else {
        end = reason;
      }
      drain.run();
    }

    void close() {
      CompletableFuture<Void> unused = watcher.thenAccept(Watcher::close);
    }
  }
}
