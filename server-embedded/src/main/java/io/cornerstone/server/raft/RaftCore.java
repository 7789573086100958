package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Placeholder for the interface between the core and its shell; the class itself is the next step.
 */
public abstract class RaftCore {
  /**
   * What a member knows when it starts. {@code tail} follows {@code snapshot.last} without a gap.
   */
  public record Restored(SnapshotMeta snapshot, HardState hardState, List<Entry> tail) {}

  /** What became of proposals. */
  public enum ProposalFate {
    /** In this leader's log. */
    APPENDED,
    /** On the way to the leader; it may still get lost. */
    FORWARDED,
    /** No leader is known: nothing was sent, nothing will happen. */
    NO_LEADER
  }

  /**
   * {@code appliedIndex} is what the state machine holds already: nothing up to it is committed
   * again.
   */
  public static RaftCore start(
      RaftConfig config,
      Restored restored,
      long appliedIndex,
      RandomGenerator random,
      Tracer tracer) {
    throw new IllegalStateException();
  }

  /** One tick of time has passed. */
  public abstract void tick();

  /** A message came from another member. */
  public abstract void step(long from, Message message);

  /** Appends commands to the log (leader) or forwards them; all of them share one fate. */
  public abstract ProposalFate propose(List<ByteString> commands);

  /**
   * Asks for a read index. The answer, if it comes, is a {@link ReadState} with this context; it
   * may get lost with a leader, so the shell asks again with the same or a newer context.
   *
   * @return false if no leader is known
   */
  public abstract boolean readIndex(long context);

  /** Starts an election at once, as if the election timeout had passed. */
  public abstract void campaign();

  public abstract boolean hasReady();

  /** Takes what there is to do; each thing is handed out once. */
  public abstract Ready ready();

  /** Everything that was handed out up to this position (log and snapshot) is durable. */
  public abstract void persisted(LogPosition position);

  /**
   * Entries up to {@code index} are not needed for followers any more; at most the applied index.
   */
  public abstract void compact(long index);

  /** A snapshot was delivered to a follower or failed to be. */
  public abstract void snapshotSent(long follower, SnapshotMeta meta, boolean delivered);

  /** A message to this member could not be sent. */
  public abstract void unreachable(long member);

  public abstract RaftStatus status();

  /** The configuration now in force. */
  public abstract ClusterConfig config();

  /** First index still in the log. */
  public abstract long firstIndex();

  /** Bytes of entries held in memory, for the shell's bound on the log. */
  public abstract long logBytes();

  /** The term of an entry that is still in the log, or of the snapshot right before it. */
  public abstract long termAt(long index);
}
