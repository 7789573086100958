package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;

/**
 * One entry of the replicated log. Immutable; {@code data} is empty in the entry that opens a term.
 */
public record Entry(long term, long index, Type type, ByteString data) {
  /** What the data of an entry is. */
  public enum Type {
    /** A command for the state machine, or nothing. */
    COMMAND,
    /** A change of the cluster's configuration. */
    CONFIG
  }

  public LogPosition position() {
    return new LogPosition(term, index);
  }
}
