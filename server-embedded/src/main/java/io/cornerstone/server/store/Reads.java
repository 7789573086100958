package io.cornerstone.server.store;

import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Engine.ChangeVisitor;
import io.cornerstone.server.mvcc.Engine.ClosedEngineException;
import io.cornerstone.server.mvcc.Revision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The reading side: finds the segment of a revision and holds on to it while it is read. Without
 * locks, on any thread. A reader that meets a segment which was just replaced looks again.
 */
final class Reads {
  private volatile Segments segments;
  private volatile boolean isClosed;

  Reads(Segments segments) {
    this.segments = segments;
  }

  Segments segments() {
    return segments;
  }

  void replace(Segments changed) {
    segments = changed;
  }

  boolean isClosed() {
    return isClosed;
  }

  void checkOpen() {
    if (isClosed) {
      throw new ClosedEngineException();
    }
  }

  /** Lets go of the segments; who reads one now still ends in peace. */
  void close() {
    isClosed = true;
    segments.all().forEach(Segment::release);
  }

  Change get(Revision revision) {
    Segment segment = acquire(revision, false);
    if (segment != null) {
      try {
        Change change = segment.get(revision);
        if (change != null) {
          return change;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        segment.release();
      }
    }
    throw new NoSuchElementException(
        "no revision " + revision.main() + "." + revision.sub() + " in the store");
  }

  void scan(Revision from, Revision until, ChangeVisitor visitor) {
    ScanCursor cursor = new ScanCursor(from, until, visitor);
    while (!cursor.isDone()) {
      Segment segment = acquire(cursor.from(), true);
      if (segment == null) {
        return;
      }
      try {
        cursor.scan(segment, segment == segments.active());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        segment.release();
      }
    }
  }

  /** Holds the segment that has this revision or, if asked, the next one that has a later one. */
  private @Nullable Segment acquire(Revision revision, boolean orLater) {
    while (true) {
      checkOpen();
      Segments now = segments;
      Segment segment = orLater ? now.ceiling(revision) : now.floor(revision);
      if (segment == null || segment.tryAcquire()) {
        return segment;
      }
    }
  }
}
