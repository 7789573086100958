package io.cornerstone.server.wal;

import com.google.protobuf.ByteString;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.SnapshotMeta;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds what the log says from its records, in order. The entries known at any moment have the
 * indexes {@code [base, base + entries.size())}.
 */
final class LogReplay {
  private final List<Entry> entries = new ArrayList<>();
  private long base;
  private @Nullable SnapshotMeta start;
  private HardState hardState = HardState.EMPTY;

  /**
   * @param firstIndex the index that the first segment still there was begun for
   */
  LogReplay(long firstIndex) {
    this.base = firstIndex;
  }

  /**
   * Takes all records of a batch, which begin at the buffer's position.
   *
   * @return what is wrong with them; the checksums were right, so this is a mistake in writing
   */
  Optional<String> apply(ByteBuffer records) {
    try {
      while (records.hasRemaining()) {
        int bodyBytes = records.getInt();
        byte type = records.get();
        if (bodyBytes < 0 || bodyBytes > records.remaining()) {
          return Optional.of("a record is longer than its batch");
        }
        ByteBuffer body = records.slice(records.position(), bodyBytes).order(records.order());
        records.position(records.position() + bodyBytes);
        Optional<String> problem = apply(type, body);
        if (problem.isPresent()) {
          return problem;
        }
      }
      return Optional.empty();
    } catch (BufferUnderflowException e) {
      return Optional.of("a record is too short");
    }
  }

  private Optional<String> apply(byte type, ByteBuffer body) {
    switch (type) {
      case RecordWriter.ENTRY -> {
        return add(body);
      }
      case RecordWriter.HARD_STATE ->
          hardState = new HardState(body.getLong(), body.getLong(), body.getLong());
      case RecordWriter.START -> {
        LogPosition last = new LogPosition(body.getLong(), body.getLong());
        SortedSet<Long> voters = members(body);
        SortedSet<Long> learners = members(body);
        SortedSet<Long> outgoing = body.hasRemaining() ? members(body) : new TreeSet<>();
        start = new SnapshotMeta(last, new ClusterConfig(voters, outgoing, learners));
      }
      default -> {
        return Optional.of("record type " + type + " is not known");
      }
    }
    return body.hasRemaining() ? Optional.of("a record is too long") : Optional.empty();
  }

  private static SortedSet<Long> members(ByteBuffer body) {
    SortedSet<Long> members = new TreeSet<>();
    for (int left = body.getInt(); left > 0; left--) {
      members.add(body.getLong());
    }
    return members;
  }

  private Optional<String> add(ByteBuffer body) {
    long term = body.getLong();
    long index = body.getLong();
    byte code = body.get();
    if (code != RecordWriter.COMMAND && code != RecordWriter.CONFIG) {
      return Optional.of("entry type " + code + " is not known");
    }
    if (index > base + entries.size()) {
      return Optional.of("entry " + index + " follows entry " + (base + entries.size() - 1));
    }
    if (index < base) {
      // Replaces entries that went with a segment; what matters of the log begins here or later.
      base = index;
      entries.clear();
    }
    entries.subList((int) (index - base), entries.size()).clear();
    if (!entries.isEmpty() && entries.get(entries.size() - 1).term() > term) {
      return Optional.of("the term falls at entry " + index);
    }
    Entry.Type type = code == RecordWriter.CONFIG ? Entry.Type.CONFIG : Entry.Type.COMMAND;
    entries.add(new Entry(term, index, type, ByteString.copyFrom(body)));
    return Optional.empty();
  }

  /** What is wrong with the whole, once every batch has been applied. */
  Optional<String> problem() {
    if (start == null) {
      return Optional.of("it does not say where the log begins");
    }
    if (base > start.last().index() + 1) {
      return Optional.of(
          "entries "
              + (start.last().index() + 1)
              + " to "
              + (base - 1)
              + " are missing, with the segment that held them");
    }
    if (base + entries.size() <= start.last().index()) {
      return Optional.of("the log ends before the entry that it begins after");
    }
    return Optional.empty();
  }

  SnapshotMeta start() {
    if (start == null) {
      throw new IllegalStateException("asked before problem()");
    }
    return start;
  }

  HardState hardState() {
    return hardState;
  }

  /** The entries after {@link #start}. */
  List<Entry> entries() {
    int dropped = (int) (start().last().index() + 1 - base);
    return List.copyOf(entries.subList(dropped, entries.size()));
  }
}
