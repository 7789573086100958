package io.cornerstone.server.sim;

import java.util.PriorityQueue;

/** Simulated time: everything that happens is an event, and the next one is the earliest. */
final class SimEvents {
  private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      final int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowNanos;
  private long count;

  /** True time, which no member knows. */
  long now() {
    return nowNanos;
  }

  /** How many events there have been. */
  long count() {
    return count;
  }

  void after(long nanos, Runnable action) {
    at(nowNanos + nanos, action);
  }

  void at(long nanos, Runnable action) {
    events.add(new Event(Math.max(nowNanos, nanos), count++, action));
  }

  void runUntil(long nanos) {
    while (!events.isEmpty() && events.peek().atNanos() <= nanos) {
      final Event event = events.remove();
      nowNanos = event.atNanos();
      event.action().run();
    }
    nowNanos = nanos;
  }
}
