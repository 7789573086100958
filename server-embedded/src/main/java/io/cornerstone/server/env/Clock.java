package io.cornerstone.server.env;

/** The only source of time. */
public interface Clock {
  /** Nanoseconds since an arbitrary origin; never goes back. */
  long monotonicNanos();

  /** Milliseconds since 1970; may jump. Only for what people read and for ids of added members. */
  long wallMillis();
}
