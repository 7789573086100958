package io.cornerstone.client.internal.transport;

import io.cornerstone.client.internal.env.ClientClock;
import io.cornerstone.client.internal.env.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is not over in time: never early, and up to a tick late. Time is cut into ticks, and
 * each slot of a wheel holds what is due at one of its ticks, so that a deadline costs little to
 * set and to take back. gRPC sets a timer for each call instead, on whichever of its threads is
 * next, and what is taken back stays there until that thread wakes up.
 *
 * <p>The wheel turns only while there is a deadline. For all threads.
 */
final class Deadlines {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** A power of two. What is due later than one turn of the wheel stays for another. */
  static final int SLOTS = 1024;

  /** Nobody sees the difference, and sums with it do not overflow. */
  private static final long NANOS_MAX = Long.MAX_VALUE / 2;

  private final ClientClock clock;
  private final Loop loop;
  private final long origin;
  private final List<Slot> slots = Stream.generate(Slot::new).limit(SLOTS).toList();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean turning = new AtomicBoolean();

  /** The tick whose slot was looked at last, or is being. Written on the client loop. */
  private volatile long reached;

  Deadlines(ClientClock clock, Loop loop) {
    this.clock = clock;
    this.loop = loop;
    this.origin = clock.nanos();
  }

  /**
   * Sets a deadline.
   *
   * @param late runs on the client loop when it has passed, unless it was taken back
   */
  Deadline in(long nanos, Runnable late) {
    count.incrementAndGet();
    Deadline deadline = new Deadline(late);
    long tick = (elapsed() + Math.min(nanos, NANOS_MAX) + TICK_NANOS - 1) / TICK_NANOS;
    while (!slot(tick).add(deadline, tick)) {
      tick = reached + 1;
    }
    turn();
    return deadline;
  }

  private Slot slot(long tick) {
    return slots.get((int) (tick & (SLOTS - 1)));
  }

  private long elapsed() {
    return clock.nanos() - origin;
  }

  private void turn() {
    if (!turning.get() && turning.compareAndSet(false, true)) {
      scheduleNextTick();
    }
  }

  private void scheduleNextTick() {
    loop.schedule(TICK_NANOS - elapsed() % TICK_NANOS, this::tick);
  }

  private void tick() {
    long now = elapsed() / TICK_NANOS;
    for (long tick = Math.max(reached + 1, now - SLOTS + 1); tick <= now; tick++) {
      reached = tick;
      slot(tick).due(now).forEach(Deadline::pass);
    }
    if (count.get() > 0) {
      scheduleNextTick();
      return;
    }
    turning.set(false);
    if (count.get() > 0) {
      turn();
    }
  }

  /** One deadline. */
  final class Deadline {
    private final Runnable late;

    // Guarded by the slot, which never changes once there is one.
    private @Nullable Slot slot;
    private long dueTick;
    private @Nullable Deadline before;
    private @Nullable Deadline after;

    private Deadline(Runnable late) {
      this.late = late;
    }

    /** Takes it back; no effect once it has passed. */
    void cancel() {
      leave();
    }

    private void pass() {
      if (!leave()) {
        return;
      }
      try {
        late.run();
      } catch (RuntimeException e) {
        LOG.error("what a deadline ends threw; the other deadlines still hold", e);
      }
    }

    private boolean leave() {
      Slot in = slot;
      boolean left = in != null && in.remove(this);
      if (left) {
        count.decrementAndGet();
      }
      return left;
    }
  }

  /** What is due at a tick, or whole turns later: a list with links in both directions. */
  private final class Slot {
    private @Nullable Deadline first;

    /** Unless the tick is over: nobody would look for it here. */
    synchronized boolean add(Deadline added, long tick) {
      if (reached >= tick) {
        return false;
      }
      added.dueTick = tick;
      added.slot = this;
      added.after = first;
      if (first != null) {
        first.before = added;
      }
      first = added;
      return true;
    }

    synchronized boolean remove(Deadline removed) {
      if (removed != first && removed.before == null) {
        return false; // It has left already.
      }
      if (removed.before == null) {
        first = removed.after;
      } else {
        removed.before.after = removed.after;
      }
      if (removed.after != null) {
        removed.after.before = removed.before;
      }
      removed.before = null;
      removed.after = null;
      return true;
    }

    synchronized List<Deadline> due(long now) {
      List<Deadline> due = new ArrayList<>();
      for (Deadline each = first; each != null; each = each.after) {
        if (each.dueTick <= now) {
          due.add(each);
        }
      }
      return due;
    }
  }
}
