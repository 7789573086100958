package io.cornerstone.server.cli;

/**
 * What becomes of a flag that is given.
 *
 * @param kind what happens
 * @param note why it has no effect or is refused; of an old name, the new one; else empty
 */
record FlagState(Kind kind, String note) {
  static final FlagState WORKS = new FlagState(Kind.WORKS, "");

  /** etcd takes it to be able to start with the flags of long ago, and forgets it. */
  static final FlagState FORGOTTEN = new FlagState(Kind.FORGOTTEN, "");

  /** The ways that there are. */
  enum Kind {
    WORKS,
    ACCEPTED,
    REFUSED,
    OLD_NAME,
    FORGOTTEN
  }

  /** Takes every value that the type allows; none changes anything. */
  static FlagState accepted(String why) {
    return new FlagState(Kind.ACCEPTED, why);
  }

  /** Takes the default alone, so that nobody counts on what is not there. */
  static FlagState refused(String why) {
    return new FlagState(Kind.REFUSED, why);
  }

  /** Stands for the flag {@code newName}. */
  static FlagState oldNameOf(String newName) {
    return new FlagState(Kind.OLD_NAME, newName);
  }
}
