package io.cornerstone.client.internal.transport;

import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;

/**
 * Tells the server how long a call is waited for, as gRPC has it: at most eight digits and a unit.
 *
 * <p>In whole milliseconds, rounded up, so that calls with the same timeout say the same: HPACK
 * then sends a byte, where a text that is new in each call would be sent whole and push the other
 * headers out of its table.
 */
final class Timeouts {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

  private static final long DIGITS_MAX = 99_999_999;
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private Timeouts() {}

  static void put(Metadata headers, long nanos) {
    headers.put(KEY, text(nanos));
  }

  static String text(long nanos) {
    long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
    if (millis <= DIGITS_MAX) {
      return millis + "m";
    }
    return Math.min(TimeUnit.MILLISECONDS.toSeconds(millis), DIGITS_MAX) + "S";
  }
}
