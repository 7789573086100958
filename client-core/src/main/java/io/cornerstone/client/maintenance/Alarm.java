package io.cornerstone.client.maintenance;

/**
 * A trouble of a member that the whole cluster knows of and reacts to.
 *
 * @param memberId who raised it, an unsigned number
 * @param kind what it is
 */
public record Alarm(long memberId, Kind kind) {
  /** What an alarm says. */
  public enum Kind {
    /** The store has reached its quota: writes are refused. */
    NO_SPACE,
    /** The member's data differ from the others'. */
    CORRUPT,
    /** One that this client does not know. */
    OTHER
  }
}
