package io.cornerstone.server.apply;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a command does. The number is part of the log's format: never reuse one. */
public enum CommandKind {
  PUT(1),
  DELETE_RANGE(2),
  TXN(3),
  COMPACT(4),
  LEASE_GRANT(5),
  LEASE_REVOKE(6),
  /** A member tells its name and client URLs; the payload is a Member message. */
  MEMBER_PUBLISH(7),
  /** Lists, raises or disarms alarms. */
  ALARM(12);

  private static final CommandKind[] ALL = values();

  private final int number;
  private final String operation;

  CommandKind(int number) {
    this.number = number;
    this.operation =
        Arrays.stream(name().split("_"))
            .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
  }

  public int number() {
    return number;
  }

  /** The kind as metrics name it: {@code Put}, {@code LeaseGrant}. */
  public String operation() {
    return operation;
  }

  /** The kind of a number; empty if this version knows none. */
  public static Optional<CommandKind> forNumber(int number) {
    return Arrays.stream(ALL).filter(kind -> kind.number == number).findFirst();
  }
}
