package io.cornerstone.server.mvcc;

/** The place of one change: the store's revision and the change's position inside it. */
public record Revision(long main, long sub) implements Comparable<Revision> {
  @Override
  public int compareTo(Revision other) {
    int byMain = Long.compare(main, other.main);
    return byMain != 0 ? byMain : Long.compare(sub, other.sub);
  }
}
