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
  /** The payload is a Member message: id, peer URLs, and whether it is a learner. */
  MEMBER_ADD(8),
  MEMBER_PROMOTE(9),
  MEMBER_UPDATE(10),
  MEMBER_REMOVE(11),
  /** Lists, raises or disarms alarms. */
  ALARM(12),
  /** What is left of leases, from the leader; the payload is a LeaseCheckpointRequest. */
  LEASE_CHECKPOINT(13),
  /**
   * Adds a learner. The payload is how many there may be, a varint, and then as for {@link
   * #MEMBER_ADD}: the limit is the proposer's, so that all members come to the same answer.
   */
  LEARNER_ADD(14);

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

  /** Whether it changes who takes part in consensus, and so travels as a change of that. */
  public boolean isConfig() {
    return switch (this) {
      case MEMBER_ADD, LEARNER_ADD, MEMBER_PROMOTE, MEMBER_UPDATE, MEMBER_REMOVE -> true;
      default -> false;
    };
  }

  /** The kind of a number; empty if this version knows none. */
  public static Optional<CommandKind> forNumber(int number) {
    return Arrays.stream(ALL).filter(kind -> kind.number == number).findFirst();
  }
}
