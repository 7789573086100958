package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.raft.quorum.MajorityQuorum;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The Raft consensus algorithm as a pure state machine: messages, proposals and ticks in, one
 * {@link Ready} out. It knows no thread, clock, socket or file; its owner calls it from one thread.
 *
 * <p>References: "In Search of an Understandable Consensus Algorithm (Extended Version)" is the
 * Raft paper; "Consensus: Bridging Theory and Practice" the dissertation. Beyond the paper:
 * pre-vote (dissertation, 9.6), check-quorum, leases against disruptive elections (4.2.3),
 * pipelining with a window per follower (10.2.1), replication while the leader's disk works
 * (10.2.2), and read index (6.4).
 *
 * <p>All changes of role:
 *
 * <pre>
 *   follower → preCandidate       no leader for an election timeout, or {@link #campaign}
 *   preCandidate → candidate      a majority would vote for this member
 *   preCandidate → preCandidate   no outcome for an election timeout
 *   preCandidate → follower       refused, or a leader or a newer term appeared
 *   candidate → leader            a majority has voted for this member
 *   candidate → preCandidate      no outcome for an election timeout
 *   candidate → follower          refused, or a leader or a newer term appeared
 *   leader → follower             a newer term appeared, or no contact to a quorum
 * </pre>
 *
 * <p>What must hold, whatever is lost, late, repeated or restarted: one leader per term; logs that
 * hold the same position are equal before it; a committed entry is in the log of every later
 * leader. A violation that shows here throws {@link Invariant.InvariantViolation}, and the member
 * must stop.
 */
public final class RaftCore {
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

  private final RaftConfig settings;
  private final RandomGenerator random;
  private final Tracer tracer;
  private final RaftLog log; // Persistent.
  private final Outbox outbox = new Outbox();
  private ClusterConfig config;
  private MajorityQuorum quorum;
  private long term; // Persistent.
  private long vote; // Persistent. Who got this member's vote in the term.
  private HardState handedOutState; // What the shell has been given to write.
  private @Nullable SnapshotMeta restoredSnapshot; // To be installed by the shell.
  private RoleState role;

  private RaftCore(
      RaftConfig settings,
      Restored restored,
      long appliedIndex,
      RandomGenerator random,
      Tracer tracer) {
    this.settings = settings;
    this.random = random;
    this.tracer = tracer;
    HardState state = restored.hardState();
    LogPosition base = restored.snapshot().last();
    this.log = new RaftLog(base, restored.tail(), state.commitIndex(), appliedIndex);
    this.config = restored.snapshot().config();
    this.quorum = new MajorityQuorum(config.voters());
    // A crash may have kept an entry of a term and lost the record of the term itself. Nothing was
    // sent then, so no vote is forgotten.
    this.term = Math.max(state.term(), log.last().term());
    this.vote = term == state.term() ? state.vote() : RoleState.NONE;
    this.handedOutState = state;
    this.role = new FollowerState(this, RoleState.NONE);
  }

  /**
   * A core that goes on where {@code restored} ends; as a follower that knows no leader.
   *
   * @param appliedIndex what the state machine holds already: nothing up to it is committed again.
   *     It may be ahead of the log's end if the state machine reached its disk before the log did
   * @param random for election timeouts; not shared with other threads
   */
  public static RaftCore start(
      RaftConfig config,
      Restored restored,
      long appliedIndex,
      RandomGenerator random,
      Tracer tracer) {
    return new RaftCore(config, restored, appliedIndex, random, tracer);
  }

  /** One tick of time has passed. */
  public void tick() {
    role.tick();
  }

  /** A message came from another member. */
  public void step(long from, Message message) {
    if (message.term() == 0) { // Belongs to no term.
      message.deliverTo(role, from);
    } else if (message.term() > term) {
      stepNewer(from, message);
    } else if (message.term() < term) {
      stepOlder(from, message);
    } else {
      message.deliverTo(role, from);
    }
  }

  /** Appends commands to the log (leader) or forwards them; all of them share one fate. */
  public ProposalFate propose(List<ByteString> commands) {
    return role.propose(commands);
  }

  /**
   * Asks for a read index. The answer, if it comes, is a {@link ReadState} with this context; it
   * may get lost with a leader, so the shell asks again with the same or a newer context. A read
   * must not join a context that has been asked before it, and a member must not use a context
   * again after a restart: a late answer would be taken for the new one.
   *
   * @return false if no leader is known
   */
  public boolean readIndex(long context) {
    return role.readIndex(context);
  }

  /**
   * Starts an election at once, as if the election timeout had passed; a sole voter leads on
   * return. Nothing happens on a leader or a learner.
   */
  public void campaign() {
    if (isVoter() && role.role() != Role.LEADER) {
      becomePreCandidate();
    }
  }

  /** Whether {@link #ready} would return anything to do. */
  public boolean hasReady() {
    role.flush();
    return hardStateChanged()
        || restoredSnapshot != null
        || log.hasUnwritten()
        || log.hasCommitted()
        || !outbox.isEmpty();
  }

  /**
   * Takes what there is to do; each thing is handed out once. Messages are made only here, so one
   * call after a whole batch of steps and proposals costs least.
   */
  public Ready ready() {
    role.flush();
    boolean isPromiseChanged =
        term != handedOutState.term() || vote != handedOutState.vote() || restoredSnapshot != null;
    HardState changedState = hardStateChanged() ? hardState() : null;
    if (changedState != null) {
      handedOutState = changedState;
    }
    SnapshotMeta snapshot = restoredSnapshot;
    restoredSnapshot = null;
    List<Entry> entries = log.takeUnwritten();
    return new Ready(
        changedState,
        entries,
        isPromiseChanged || !entries.isEmpty(),
        snapshot,
        outbox.takeMessages(),
        outbox.takeMessagesAfterSync(),
        log.takeCommitted(settings.appendBytesMax()),
        outbox.takeReads(),
        outbox.takeSnapshotsNeeded());
  }

  /**
   * Everything that was handed out up to this position (log and snapshot) is durable, and so are
   * the hard states that came with it or before. The report may come late, after further {@link
   * Ready}s, but reports come in order.
   */
  public void persisted(LogPosition position) {
    log.persisted(position);
    role.persisted();
  }

  /**
   * Entries up to {@code index} are not needed for followers any more; at most the applied index.
   */
  public void compact(long index) {
    log.compact(index);
  }

  /** A snapshot was delivered to a follower or failed to be. */
  public void snapshotSent(long follower, SnapshotMeta meta, boolean delivered) {
    role.snapshotSent(follower, meta, delivered);
  }

  /** A message to this member could not be sent. */
  public void unreachable(long member) {
    role.unreachable(member);
  }

  public RaftStatus status() {
    return new RaftStatus(
        memberId(), role.role(), term, role.leader(), log.commitIndex(), log.lastIndex());
  }

  /** The configuration now in force. */
  public ClusterConfig config() {
    return config;
  }

  /** First index still in the log. */
  public long firstIndex() {
    return log.firstIndex();
  }

  /** Bytes of entries held in memory, for the shell's bound on the log. */
  public long logBytes() {
    return log.bytes();
  }

  /**
   * The term of an entry that is still in the log, or of the snapshot right before it. Above the
   * commit index an entry may still be replaced, so a snapshot must not be named after it, even if
   * the state machine was ahead of the log when the member started.
   */
  public long termAt(long index) {
    return log.termAt(index);
  }

  /** Raft paper, 5.1: a newer term always wins, except where that would disturb a leader. */
  private void stepNewer(long from, Message message) {
    boolean isFromLeader = isFromLeader(message);
    if (message instanceof Message.PreVoteRequest
        || (message instanceof Message.PreVoteResponse response && response.granted())) {
      message.deliverTo(role, from); // Speaks of a term that nobody has entered yet.
      return;
    }
    if (message instanceof Message.VoteRequest && role.hearsLeader()) {
      return;
    }
    becomeFollower(message.term(), isFromLeader ? from : RoleState.NONE);
    message.deliverTo(role, from);
  }

  /**
   * Answers what would otherwise stay in an old term for ever: a leader whose heartbeats this
   * member cannot follow any more, or a member that asks for votes and cannot get them.
   */
  private void stepOlder(long from, Message message) {
    if (isFromLeader(message)) {
      outbox.send(from, new Message.HeartbeatResponse(term, 0));
    } else if (message instanceof Message.PreVoteRequest) {
      outbox.send(from, new Message.PreVoteResponse(term, false));
    } else if (message instanceof Message.VoteRequest) {
      outbox.sendAfterSync(from, new Message.VoteResponse(term, false));
    } else if (message instanceof Message.PreVoteResponse) {
      message.deliverTo(role, from); // The refusal of a member in an earlier term.
    }
  }

  private static boolean isFromLeader(Message message) {
    return message instanceof Message.AppendRequest
        || message instanceof Message.Heartbeat
        || message instanceof Message.InstallSnapshot;
  }

  // Only these switch roles.

  void becomeFollower(long newTerm, long leader) {
    enterTerm(newTerm, newTerm == term ? vote : RoleState.NONE);
    trace("became follower at term " + term + (leader == RoleState.NONE ? "" : " of " + leader));
    become(new FollowerState(this, leader));
  }

  void becomePreCandidate() {
    trace("became pre-candidate at term " + term);
    become(new PreCandidateState(this));
  }

  void becomeCandidate() {
    enterTerm(term + 1, memberId());
    trace("became candidate at term " + term);
    become(new CandidateState(this));
  }

  void becomeLeader() {
    trace("became leader at term " + term);
    become(new LeaderState(this));
  }

  private void become(RoleState next) {
    role = next;
    next.enter();
  }

  private void enterTerm(long newTerm, long newVote) {
    Invariant.check(newTerm >= term, "term falls from %d to %d", term, newTerm);
    term = newTerm;
    vote = newVote;
  }

  // What roles work with.

  long memberId() {
    return settings.memberId();
  }

  RaftConfig settings() {
    return settings;
  }

  MajorityQuorum quorum() {
    return quorum;
  }

  boolean isVoter() {
    return quorum.isVoter(memberId());
  }

  long term() {
    return term;
  }

  long vote() {
    return vote;
  }

  RoleState role() {
    return role;
  }

  RaftLog log() {
    return log;
  }

  Outbox outbox() {
    return outbox;
  }

  void trace(String event) {
    tracer.trace(event);
  }

  ElectionTimer newElectionTimer() {
    return new ElectionTimer(settings.electionTicks(), random);
  }

  void voteFor(long candidate) {
    Invariant.check(
        vote == RoleState.NONE || vote == candidate,
        "second vote in term %d: for %d after %d",
        term,
        candidate,
        vote);
    vote = candidate;
  }

  void sendToVoters(Message message) {
    for (long voter : config.voters()) {
      if (voter != memberId()) {
        outbox.send(voter, message);
      }
    }
  }

  void sendToVotersAfterSync(Message message) {
    for (long voter : config.voters()) {
      if (voter != memberId()) {
        outbox.sendAfterSync(voter, message);
      }
    }
  }

  /** Replaces log and configuration by a snapshot that the shell will install. */
  void restore(SnapshotMeta meta) {
    log.restore(meta.last());
    config = meta.config();
    quorum = new MajorityQuorum(config.voters());
    restoredSnapshot = meta;
    trace("restored snapshot at index " + meta.last().index() + " term " + meta.last().term());
  }

  private HardState hardState() {
    return new HardState(term, vote, log.commitIndex());
  }

  private boolean hardStateChanged() {
    return term != handedOutState.term()
        || vote != handedOutState.vote()
        || log.commitIndex() != handedOutState.commitIndex();
  }
}
