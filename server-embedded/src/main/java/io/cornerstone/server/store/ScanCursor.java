package io.cornerstone.server.store;

import io.cornerstone.server.mvcc.Engine.ChangeVisitor;
import io.cornerstone.server.mvcc.Revision;
import java.io.IOException;

/** One scan on its way from segment to segment; the list of segments may change meanwhile. */
final class ScanCursor {
  private final Revision until;
  private final ChangeVisitor visitor;
  private Revision from;
  private boolean isDone;

  ScanCursor(Revision from, Revision until, ChangeVisitor visitor) {
    this.from = from;
    this.until = until;
    this.visitor = visitor;
    this.isDone = from.compareTo(until) >= 0;
  }

  boolean isDone() {
    return isDone;
  }

  /** Where to go on. */
  Revision from() {
    return from;
  }

  /**
   * Scans what one segment has.
   *
   * @param isLast whether nothing comes after it
   */
  void scan(Segment segment, boolean isLast) throws IOException {
    long end = segment.end();
    boolean isThrough =
        segment.scan(from, end, (bytes, at, length) -> visit(segment, bytes, at, length));
    Revision last = segment.last();
    if (!isThrough || isLast || last == null) {
      isDone = true;
    } else {
      // A sealed segment: nothing of it is left.
      Revision next = new Revision(last.main(), last.sub() + 1);
      from = from.compareTo(next) < 0 ? next : from;
    }
  }

  private boolean visit(Segment segment, byte[] bytes, int at, int length) throws IOException {
    long main = Records.mainOf(bytes, at);
    int sub = Records.subOf(bytes, at);
    if (Records.compare(main, sub, until) >= 0) {
      return false;
    }
    return segment.isDead(main, sub) || visitor.visit(Segment.decode(bytes, at, length));
  }
}
