package io.cornerstone.client.internal.lease;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Until when a lease is certain to live, readable by any thread.
 *
 * <p>Counts from when the confirmed request was sent: the server's own count began later. Whoever
 * first sees that the time has passed, reader or loop, makes that final, so that no thread can be
 * told "active" after another was told "lost".
 */
final class Validity {
  private static final Window UNKNOWN = new Window(Kind.UNKNOWN, 0, 0);
  private static final Window OVER = new Window(Kind.OVER, 0, 0);

  private final AtomicReference<Window> window;

  private enum Kind {
    UNKNOWN,
    CONFIRMED,
    OVER
  }

  /** The time from {@code sentAt}, of {@code ttl} nanoseconds. */
  private record Window(Kind kind, long sentAt, long ttl) {
    boolean hasPassed(long now) {
      return now - sentAt >= ttl;
    }
  }

  private Validity(Window window) {
    this.window = new AtomicReference<>(window);
  }

  private Window current() {
    return Objects.requireNonNull(window.get());
  }

  /** Nothing is known yet. */
  static Validity unknown() {
    return new Validity(UNKNOWN);
  }

  /** Confirmed by an answer to a request sent at that time. */
  static Validity from(long sentAt, long ttlNanos) {
    return new Validity(new Window(Kind.CONFIRMED, sentAt, ttlNanos));
  }

  boolean isKnown() {
    return current().kind != Kind.UNKNOWN;
  }

  /** The TTL of the last confirmation; 0 if there was none or it is over. */
  long ttlNanos() {
    return current().ttl;
  }

  /** When the last confirmed request was sent. */
  long sentAt() {
    return current().sentAt;
  }

  /** A new confirmation; false if it came too late. */
  boolean extend(long now, long sentAt, long ttlNanos) {
    Window current = current();
    return !isOver(now)
        && window.compareAndSet(current, new Window(Kind.CONFIRMED, sentAt, ttlNanos));
  }

  /** Whether the time has passed, or the lease was ended; once true, always true. */
  boolean isOver(long now) {
    while (true) {
      Window current = current();
      if (current.kind == Kind.OVER) {
        return true;
      }
      if (current.kind == Kind.UNKNOWN || !current.hasPassed(now)) {
        return false;
      }
      if (window.compareAndSet(current, OVER)) {
        return true;
      }
    }
  }

  /** The lease is gone or nobody cares any more. */
  void end() {
    window.set(OVER);
  }

  /** What is left; 0 if unknown or over. */
  long remainingNanos(long now) {
    Window current = current();
    if (current.kind != Kind.CONFIRMED) {
      return 0;
    }
    return Math.max(0, current.ttl - (now - current.sentAt));
  }
}
