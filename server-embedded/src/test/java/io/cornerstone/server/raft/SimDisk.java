package io.cornerstone.server.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A member's disk: what is durable, and the writes after it in order. A crash keeps the durable
 * part and any number of the writes after it, the last of them perhaps in part.
 */
final class SimDisk {
  private record Write(@Nullable HardState hardState, List<Entry> entries) {}

  private SnapshotMeta start;
  private HardState hardState = HardState.EMPTY;
  private List<Entry> entries = new ArrayList<>(); // Follow start.last.
  private final Deque<Write> unsynced = new ArrayDeque<>();
  private long writes; // Ever made.

  SimDisk(ClusterConfig config) {
    this.start = new SnapshotMeta(LogPosition.ZERO, config);
  }

  /** Returns the number of the write, to be named in {@link #syncUntil}. */
  long write(@Nullable HardState state, List<Entry> added) {
    unsynced.add(new Write(state, added));
    return ++writes;
  }

  /** Makes the writes up to this number durable. */
  void syncUntil(long number) {
    while (writes - unsynced.size() < number) {
      keep(unsynced.remove());
    }
  }

  /** Forgets the log and begins after {@code snapshot}; durable at once. */
  void reset(SnapshotMeta snapshot) {
    syncUntil(writes);
    start = snapshot;
    entries = new ArrayList<>();
  }

  /** The log begins after {@code position} from now on; a no-op until that is durable itself. */
  void compact(LogPosition position) {
    if (position.index() > start.last().index() && holds(position)) {
      entries =
          new ArrayList<>(
              entries.subList((int) (position.index() - start.last().index()), entries.size()));
      start = new SnapshotMeta(position, start.config());
    }
  }

  /** Loses power. */
  void crash(RandomGenerator random) {
    int kept = random.nextBoolean() ? 0 : random.nextInt(unsynced.size() + 1);
    for (int i = 0; i < kept; i++) {
      keep(unsynced.remove());
    }
    if (!unsynced.isEmpty() && random.nextInt(4) == 0) {
      Write torn = unsynced.remove();
      keep(new Write(null, torn.entries().subList(0, random.nextInt(torn.entries().size() + 1))));
    }
    loseUnsynced();
  }

  /** Loses all that is not durable. */
  void loseUnsynced() {
    writes -= unsynced.size();
    unsynced.clear();
  }

  /** The latest term that a restart will know of. */
  long term() {
    long lastTerm =
        entries.isEmpty() ? start.last().term() : entries.get(entries.size() - 1).term();
    return Math.max(hardState.term(), lastTerm);
  }

  /** Whether the vote of {@code term}, or a later term, is durable. */
  boolean hasVoted(long term, long candidate) {
    return hardState.term() > term || (hardState.term() == term && hardState.vote() == candidate);
  }

  RaftCore.Restored restored() {
    return new RaftCore.Restored(start, hardState, List.copyOf(entries));
  }

  /** Whether this position, or a snapshot after it, is durable. */
  boolean holds(LogPosition position) {
    if (position.index() <= start.last().index()) {
      return true;
    }
    int at = (int) (position.index() - start.last().index()) - 1;
    return at < entries.size() && entries.get(at).term() == position.term();
  }

  /** Whether power may fail now without breaking what {@code sent} promises to a member. */
  boolean backs(Envelope sent) {
    if (sent.message() instanceof Message.VoteRequest request) {
      return hardState.term() >= request.term();
    } else if (sent.message() instanceof Message.VoteResponse response) {
      return !response.granted()
          || hardState.term() > response.term()
          || (hardState.term() == response.term() && hardState.vote() == sent.to());
    } else if (sent.message() instanceof Message.AppendAccepted accepted) {
      // In a later term the entries may have been replaced, rightly.
      return hardState.term() > accepted.term()
          || start.last().index() + entries.size() >= accepted.matchIndex();
    } else if (sent.message() instanceof Message.AppendRequest append) {
      return hardState.term() >= append.term(); // Else it might lead this term once more.
    }
    return true;
  }

  private void keep(Write write) {
    if (write.hardState() != null) {
      hardState = write.hardState();
    }
    for (Entry entry : write.entries()) {
      int at = (int) (entry.index() - start.last().index()) - 1;
      if (at >= 0) {
        entries.subList(at, entries.size()).clear();
        entries.add(entry);
      }
    }
  }
}
