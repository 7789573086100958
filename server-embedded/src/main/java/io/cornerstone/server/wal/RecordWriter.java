package io.cornerstone.server.wal;

import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.SnapshotMeta;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedSet;

/**
 * Collects the records of one batch in a buffer that is used again for the next one. The first four
 * bytes are left free for the chain.
 */
final class RecordWriter {
  static final int CHAIN_BYTES = 4;
  static final int HEAD_BYTES = 5; // Length of the body, then the type.

  static final byte ENTRY = 1;
  static final byte HARD_STATE = 2;
  static final byte START = 3;

  static final byte COMMAND = 0;
  static final byte CONFIG = 1;

  static final int ENTRY_FIXED_BYTES = 8 + 8 + 1;
  static final int HARD_STATE_BYTES = 3 * 8;
  private static final int SMALL = 16 * 1024;
  private static final int KEPT_MAX = 4 * 1024 * 1024;

  private ByteBuffer buffer = allocate(SMALL);

  RecordWriter() {
    clear();
  }

  boolean isEmpty() {
    return buffer.position() == CHAIN_BYTES;
  }

  void clear() {
    if (buffer.capacity() > KEPT_MAX) {
      buffer = allocate(SMALL);
    }
    buffer.clear().position(CHAIN_BYTES);
  }

  void put(Entry entry) {
    int dataBytes = entry.data().size();
    ByteBuffer target = head(ENTRY, Math.addExact(ENTRY_FIXED_BYTES, dataBytes));
    target.putLong(entry.term()).putLong(entry.index()).put(code(entry.type()));
    entry.data().copyTo(target); // Moves the position behind the data.
  }

  private static byte code(Entry.Type type) {
    return switch (type) {
      case COMMAND -> COMMAND;
      case CONFIG -> CONFIG;
    };
  }

  void put(HardState state) {
    head(HARD_STATE, HARD_STATE_BYTES)
        .putLong(state.term())
        .putLong(state.vote())
        .putLong(state.commitIndex());
  }

  void put(SnapshotMeta start) {
    LogPosition last = start.last();
    ClusterConfig config = start.config();
    int members = config.voters().size() + config.learners().size();
    int joint = config.isJoint() ? 4 + 8 * config.outgoing().size() : 0;
    ByteBuffer target = head(START, 16 + 8 + 8 * members + joint);
    target.putLong(last.term()).putLong(last.index());
    putAll(target, config.voters());
    putAll(target, config.learners());
    if (config.isJoint()) {
      putAll(target, config.outgoing());
    }
  }

  private static void putAll(ByteBuffer target, SortedSet<Long> members) {
    target.putInt(members.size());
    members.forEach(target::putLong);
  }

  /** All records of the batch with {@code chain} before them; valid until the next change. */
  ByteBuffer payload(int chain) {
    buffer.putInt(0, chain);
    return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip();
  }

  private ByteBuffer head(byte type, int bodyBytes) {
    int needed = Math.addExact(buffer.position() + HEAD_BYTES, bodyBytes);
    if (needed > buffer.capacity()) {
      int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, needed * 3L / 2));
      buffer = allocate(capacity).put(buffer.flip());
    }
    return buffer.putInt(bodyBytes).put(type);
  }

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
