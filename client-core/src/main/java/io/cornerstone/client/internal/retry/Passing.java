package io.cornerstone.client.internal.retry;

import io.cornerstone.protocol.StatusCode;
import java.util.EnumSet;
import java.util.Set;

/** Failures that say nothing of the request: the cluster, or the way to it, is in trouble. */
public final class Passing {
  private static final Set<StatusCode> CODES =
      EnumSet.of(
          StatusCode.UNAVAILABLE,
          StatusCode.DEADLINE_EXCEEDED,
          StatusCode.RESOURCE_EXHAUSTED,
          StatusCode.ABORTED,
          StatusCode.INTERNAL,
          StatusCode.UNKNOWN);

  private Passing() {}

  /** Whether the same request may well succeed later. */
  public static boolean contains(StatusCode code) {
    return CODES.contains(code);
  }
}
