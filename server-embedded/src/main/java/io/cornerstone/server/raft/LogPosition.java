package io.cornerstone.server.raft;

/** A place in the replicated log: two logs that hold the same position are equal up to it. */
public record LogPosition(long term, long index) implements Comparable<LogPosition> {
  /** Before the first entry. */
  public static final LogPosition ZERO = new LogPosition(0, 0);

  /** Orders by term, then index: how up to date a log is (Raft paper, 5.4.1). */
  @Override
  public int compareTo(LogPosition other) {
    int byTerm = Long.compare(term, other.term);
    return byTerm != 0 ? byTerm : Long.compare(index, other.index);
  }
}
