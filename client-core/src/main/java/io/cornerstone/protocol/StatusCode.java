package io.cornerstone.protocol;

/**
 * The status codes of gRPC, by name and number.
 *
 * <p>Our own type, since no type of a library appears in the public signatures of the client.
 */
public enum StatusCode {
  OK,
  CANCELLED,
  UNKNOWN,
  INVALID_ARGUMENT,
  DEADLINE_EXCEEDED,
  NOT_FOUND,
  ALREADY_EXISTS,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  ABORTED,
  OUT_OF_RANGE,
  UNIMPLEMENTED,
  INTERNAL,
  UNAVAILABLE,
  DATA_LOSS,
  UNAUTHENTICATED;

  private static final StatusCode[] BY_NUMBER = values();

  /** The number on the wire. */
  public int number() {
    return ordinal();
  }

  /** The code with this number; {@link #UNKNOWN} for a number that gRPC does not define. */
  public static StatusCode fromNumber(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
  }
}
