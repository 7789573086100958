package io.cornerstone.server.env;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A serial executor on one thread.
 *
 * <p>A producer adds to a lock-free queue and wakes the thread only if it is {@link #idle}, so a
 * busy executor costs a producer one compare-and-set. No wake-up is lost: the thread says that it
 * is idle before it looks at the queue for the last time, and a producer adds before it looks
 * whether the thread is idle. Delayed tasks travel through the same queue into a heap that the
 * thread alone touches.
 */
final class ThreadExecutor implements SerialExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadExecutor.class);
  private static final long NANOS_MAX = Long.MAX_VALUE / 4; // 73 years; sums do not overflow.
  private static final int TURN_TASKS = 64; // Between two looks at the clock.
  private static final int CANCELLED_KEPT = 64;

  private final String name;
  private final BiConsumer<String, Throwable> onUncaught;
  private final Duration closeTimeout;
  private final Consumer<ThreadExecutor> onClose;
  private final Thread thread;
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean idle = new AtomicBoolean();
  private final AtomicLong delayedSequence = new AtomicLong();
  private final AtomicInteger cancelled = new AtomicInteger(); // Estimate of how many wait in vain.
  private final PriorityQueue<Delayed> delayed = new PriorityQueue<>(); // Owned by the thread.
  private volatile boolean closed;

  ThreadExecutor(
      String name,
      BiConsumer<String, Throwable> onUncaught,
      Duration closeTimeout,
      Consumer<ThreadExecutor> onClose) {
    this.name = name;
    this.onUncaught = onUncaught;
    this.closeTimeout = closeTimeout;
    this.onClose = onClose;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    if (closed) {
      return;
    }
    queue.add(task);
    if (idle.get() && idle.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    long due = System.nanoTime() + Math.max(0, nanos(delay));
    Delayed later = new Delayed(due, delayedSequence.getAndIncrement(), task);
    execute(later);
    return later;
  }

  private static long nanos(Duration delay) {
    return delay.compareTo(Duration.ofNanos(NANOS_MAX)) >= 0 ? NANOS_MAX : delay.toNanos();
  }

  private void run() {
    while (!closed) {
      int ran = runQueued() + runDue();
      if (ran == 0) {
        awaitWork();
      }
    }
    queue.clear();
    delayed.clear();
  }

  private int runQueued() {
    int ran = 0;
    while (ran < TURN_TASKS && !closed) {
      Runnable task = queue.poll();
      if (task == null) {
        break;
      }
      runGuarded(task);
      ran++;
    }
    return ran;
  }

  private int runDue() {
    int ran = 0;
    purgeCancelled();
    if (delayed.isEmpty()) {
      return 0;
    }
    long now = System.nanoTime();
    while (!closed) {
      Delayed next = delayed.peek();
      if (next == null || next.due - now > 0) {
        break;
      }
      delayed.remove();
      runGuarded(next::runNow);
      ran++;
    }
    return ran;
  }

  private void purgeCancelled() {
    int count = cancelled.get();
    if (count > CANCELLED_KEPT && count > delayed.size() / 2) {
      cancelled.addAndGet(-count);
      delayed.removeIf(Delayed::isCancelled);
    }
  }

  private void awaitWork() {
    idle.set(true);
    if (queue.isEmpty() && !closed) {
      Delayed next = delayed.peek();
      if (next == null) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, Math.max(1, next.due - System.nanoTime()));
      }
    }
    idle.set(false);
    // An interrupt means nothing here, but left set it would keep every later park from waiting.
    if (Thread.interrupted()) {
      LOG.debug("ignored an interrupt of {}", name);
    }
  }

  // Whatever a task throws is the business of the handler; the executor must outlive it.
  private void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      report(failure);
    }
  }

  private void report(Throwable failure) {
    try {
      onUncaught.accept(name, failure);
    } catch (Throwable again) {
      LOG.error("the handler of uncaught failures failed itself on {}", name, again);
    }
  }

  /** Begins to close, without waiting. */
  void stop() {
    closed = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {
    stop();
    onClose.accept(this);
    if (Thread.currentThread() == thread) {
      return; // The running task is the caller.
    }
    try {
      thread.join(closeTimeout.toMillis());
      if (thread.isAlive()) {
        report(new IllegalStateException(name + " did not end within " + closeTimeout));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Run from the queue it enters the heap; when its time has come its task runs. */
  private final class Delayed implements Runnable, Comparable<Delayed>, Cancellable {
    private final long due;
    private final long sequence; // Keeps tasks of the same time in order.
    private final AtomicReference<@Nullable Runnable> task; // null once run or cancelled.

    Delayed(long due, long sequence, Runnable task) {
      this.due = due;
      this.sequence = sequence;
      this.task = new AtomicReference<>(task);
    }

    @Override
    public void run() {
      if (!isCancelled()) {
        delayed.add(this);
      }
    }

    void runNow() {
      Runnable body = task.getAndSet(null);
      if (body != null) {
        body.run();
      }
    }

    boolean isCancelled() {
      return task.get() == null;
    }

    @Override
    public void cancel() {
      if (task.getAndSet(null) != null) {
        cancelled.incrementAndGet();
      }
    }

    @Override
    public int compareTo(Delayed other) {
      int byTime = Long.compare(due - other.due, 0); // Differences: nanoTime may overflow.
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
