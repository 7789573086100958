package io.cornerstone.server.store;

import com.google.protobuf.ByteString;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The store at one commit: references to its segments, how far to read, and the small maps. */
final class StoreView implements Engine.View {
  private static final Revision FIRST = new Revision(Long.MIN_VALUE, 0);

  private final LogPosition applied;
  private final List<Segment> segments;
  private final long activeEnd;
  private final StateMaps state;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /**
   * @param segments in order, each with a reference that this view now owns
   * @param activeEnd how far to read in the last of them
   */
  StoreView(LogPosition applied, List<Segment> segments, long activeEnd, StateMaps state) {
    this.applied = applied;
    this.segments = segments;
    this.activeEnd = activeEnd;
    this.state = state;
  }

  @Override
  public LogPosition applied() {
    return applied;
  }

  @Override
  public void writeTo(OutputStream target) throws IOException {
    checkOpen();
    StoreStream.Writer writer = new StoreStream.Writer(target, applied);
    for (Segment segment : segments) {
      boolean isActive = segment == segments.get(segments.size() - 1);
      segment.scan(
          FIRST,
          isActive ? activeEnd : segment.end(),
          (bytes, at, length) -> {
            writer.change(bytes, at, length);
            return true;
          });
    }
    state.forEach(writer::entry);
    writer.end();
  }

  @Override
  public void scan(Revision from, Engine.ChangeVisitor visitor) throws IOException {
    checkOpen();
    for (Segment segment : segments) {
      boolean isActive = segment == segments.get(segments.size() - 1);
      Revision last = isActive ? null : segment.last();
      boolean isBefore = last != null && last.compareTo(from) < 0;
      Segment.RecordVisitor decoding =
          (bytes, at, length) -> visitor.visit(Segment.decode(bytes, at, length));
      if (!isBefore && !segment.scan(from, isActive ? activeEnd : segment.end(), decoding)) {
        return;
      }
    }
  }

  @Override
  public SortedMap<ByteString, ByteString> state(String bucket) {
    return state.copy(bucket);
  }

  private void checkOpen() throws IOException {
    if (isClosed.get()) {
      throw new IOException("the view is closed");
    }
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      segments.forEach(Segment::release);
    }
  }
}
