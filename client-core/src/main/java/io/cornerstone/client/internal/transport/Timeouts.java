package io.cornerstone.client.internal.transport;

import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;

/**
 * Tells the server how long a call is waited for: at most eight digits and a unit, as gRPC has it.
 */
final class Timeouts {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

  private static final long DIGITS_MAX = 99_999_999;

  private Timeouts() {}

  static void put(Metadata headers, long nanos) {
    headers.put(KEY, text(nanos));
  }

  /** In the finest unit that has room, rounded down. */
  static String text(long nanos) {
    if (nanos <= DIGITS_MAX) {
      return nanos + "n";
    }
    if (nanos / 1_000 <= DIGITS_MAX) {
      return nanos / 1_000 + "u";
    }
    if (nanos / 1_000_000 <= DIGITS_MAX) {
      return nanos / 1_000_000 + "m";
    }
    return Math.min(TimeUnit.NANOSECONDS.toSeconds(nanos), DIGITS_MAX) + "S";
  }
}
