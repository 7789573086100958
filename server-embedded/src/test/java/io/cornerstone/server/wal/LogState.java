package io.cornerstone.server.wal;

import com.google.protobuf.ByteString;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a log says: the trivial model of it. Immutable. */
record LogState(SnapshotMeta start, HardState hardState, List<Entry> entries) {
  static LogState startingAt(SnapshotMeta start) {
    return new LogState(start, HardState.EMPTY, List.of());
  }

  static LogState of(Wal.Recovered recovered) {
    return new LogState(recovered.start(), recovered.hardState(), recovered.entries());
  }

  static SnapshotMeta meta(long term, long index, Long... voters) {
    return new SnapshotMeta(new LogPosition(term, index), ClusterConfig.ofVoters(List.of(voters)));
  }

  static Entry entry(long term, long index, int bytes, RandomGenerator random) {
    byte[] data = new byte[bytes];
    if (random.nextInt(4) > 0) { // Else zeros: on the medium they look like nothing.
      random.nextBytes(data);
    }
    Entry.Type type = random.nextInt(5) == 0 ? Entry.Type.CONFIG : Entry.Type.COMMAND;
    return new Entry(term, index, type, ByteString.copyFrom(data));
  }

  LogPosition last() {
    return entries.isEmpty() ? start.last() : entries.get(entries.size() - 1).position();
  }

  LogState appended(@Nullable HardState changed, List<Entry> more) {
    List<Entry> all = new ArrayList<>(entries);
    for (Entry entry : more) {
      int at = (int) (entry.index() - start.last().index() - 1);
      all.subList(at, all.size()).clear();
      all.add(entry);
    }
    return new LogState(start, changed == null ? hardState : changed, List.copyOf(all));
  }

  LogState compacted(SnapshotMeta newStart) {
    int dropped = (int) (newStart.last().index() - start.last().index());
    return new LogState(newStart, hardState, entries.subList(dropped, entries.size()));
  }

  /** Short enough for a failure message. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("after " + start.last() + " " + hardState);
    for (Entry entry : entries) {
      text.append(' ').append(entry.term()).append('/').append(entry.index());
    }
    return text.toString();
  }
}
