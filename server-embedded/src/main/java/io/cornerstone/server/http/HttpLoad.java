package io.cornerstone.server.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all HTTP connections of a port take together, so that however many clients there are, and
 * however slow, their memory is bounded. Over a bound a request is refused. Any thread.
 */
final class HttpLoad {
  static final int CONNECTIONS_MAX = 4096;
  static final long BODY_BYTES_MAX = 64L << 20;

  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();

  /** One connection more; false if there are too many, and then it does not count. */
  boolean enter() {
    if (connections.incrementAndGet() > CONNECTIONS_MAX) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    connections.decrementAndGet();
  }

  /** So many bytes of a body more; false if there are too many, and then they do not count. */
  boolean reserve(long bytes) {
    if (bodyBytes.addAndGet(bytes) > BODY_BYTES_MAX) {
      bodyBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void release(long bytes) {
    bodyBytes.addAndGet(-bytes);
  }

  int connections() {
    return connections.get();
  }

  long bodyBytes() {
    return bodyBytes.get();
  }
}
