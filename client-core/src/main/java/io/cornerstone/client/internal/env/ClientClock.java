package io.cornerstone.client.internal.env;

/** Monotonic time. */
@FunctionalInterface
public interface ClientClock {
  /** Nanoseconds since some moment; only differences mean anything. */
  long nanos();
}
