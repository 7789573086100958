package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.raft.quorum.JointQuorum;
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
 *   follower → preCandidate       no leader for an election timeout, or {@link #campaign};
 *                                 a candidate at once, without {@link RaftConfig#isPreVote}
 *   preCandidate → candidate      a majority would vote for this member
 *   preCandidate → preCandidate   no outcome for an election timeout
 *   preCandidate → follower       refused, or a leader or a newer term appeared
 *   candidate → leader            a majority has voted for this member
 *   candidate → preCandidate      no outcome for an election timeout
 *   candidate → follower          refused, or a leader or a newer term appeared
 *   follower → candidate          the leader hands over to this member
 *   leader → follower             a newer term appeared, no contact to a quorum, or removed
 * </pre>
 *
 * <p>What must hold, whatever is lost, late, repeated or restarted: one leader per term; logs that
 * hold the same position are equal before it; a committed entry is in the log of every later
 * leader. A violation that shows here throws {@link Invariant.InvariantViolation}, and the member
 * must stop.
 */
public final class RaftCore {
  /**
   * What a member knows when it starts.
   *
   * @param tail follows {@code snapshot.last} without a gap
   * @param config what is in force at the index that the state machine has applied
   */
  public record Restored(
      SnapshotMeta snapshot, HardState hardState, List<Entry> tail, ClusterConfig config) {
    /** With the configuration of the snapshot still in force. */
    public Restored(SnapshotMeta snapshot, HardState hardState, List<Entry> tail) {
      this(snapshot, hardState, tail, snapshot.config());
    }
  }

  /** What became of proposals. */
  public enum ProposalFate {
    /** In this leader's log. */
    APPENDED,
    /** On the way to the leader; it may still get lost. */
    FORWARDED,
    /** No leader is known, or it is handing over: nothing was sent, nothing will happen. */
    NO_LEADER,
    /** A change of the configuration is under way; another may follow once it is applied here. */
    CONFIG_PENDING,
    /** Too much is uncommitted already; nothing was appended. */
    TOO_MANY
  }

  private final RaftConfig settings;
  private final RandomGenerator random;
  private final Tracer tracer;
  private final RaftLog log; // Persistent.
  private final Outbox outbox = new Outbox();
  private final Membership membership;
  private long term; // Persistent.
  private long vote; // Persistent. Who got this member's vote in the term.
  private HardState handedOutState; // What the shell has been given to write.
  private @Nullable SnapshotMeta restoredSnapshot; // To be installed by the shell.
  private RoleState role;
  private long ticks;
  private long clockTicks; // At least ticks; ahead of them after a pause.

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
    this.membership = new Membership(restored.config());
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
    ticks++;
    clockTicks = Math.max(clockTicks + 1, ticks);
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
   * Appends a change of the configuration to the log (leader) or forwards it. The entry has the
   * type CONFIG; once the state machine has applied it, {@link #applyConfig} must be called. A
   * leader takes one change at a time; forwarded ones wait there for their turn.
   *
   * @param command what the state machine is to make of it; not empty
   */
  public ProposalFate proposeConfig(ByteString command) {
    return role.proposeConfig(command);
  }

  /**
   * The state machine has applied the CONFIG entry at {@code index}. To be called for each of them,
   * in order; from here on {@code next} is in force. An entry without data leaves the joint
   * configuration: its {@code next} is {@link ClusterConfig#leaveJoint}.
   *
   * @param next the unchanged configuration if the change was refused or concerned nobody's vote
   */
  public void applyConfig(long index, ClusterConfig next) {
    if (!log.configApplied(index)) {
      return; // A snapshot that came meanwhile has all this and more.
    }
    boolean isChange = !next.equals(membership.config());
    if (isChange) {
      membership.change(next);
      trace("configuration at index " + index + ": " + next);
    }
    role.configApplied(isChange);
  }

  /**
   * Makes this leader hand its leadership to another voter: it takes no more proposals, brings the
   * other up to date and then asks it to stand for election. Given up after an election timeout.
   *
   * @return false if this member does not lead, or the other is no voter to hand over to
   */
  public boolean transferLeadership(long to) {
    return role.transferLeadership(to);
  }

  /** What a leader knows of the other members, by member id; empty on others. */
  public List<FollowerStatus> progress() {
    return role.progress();
  }

  /**
   * Tells how many ticks have passed by the monotonic clock since the start. Needed with {@link
   * RaftConfig#isLeaseRead} only: in a pause no tick is counted, and leases end all the same. The
   * clock is to be read after the reads were taken in, and told before they are asked for.
   */
  public void clock(long ticksSinceStart) {
    clockTicks = Math.max(clockTicks, ticksSinceStart);
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
   * return. Nothing happens on a leader or a learner, or on a member that may not stand now.
   */
  public void campaign() {
    if (mayCampaign() && role.role() != Role.LEADER && !isBoundByLease()) {
      role.standForElection();
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
        memberId(),
        role.role(),
        term,
        role.leader(),
        log.commitIndex(),
        log.lastIndex(),
        role.transferee());
  }

  /** The configuration now in force. */
  public ClusterConfig config() {
    return membership.config();
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
    if (isElectionOfRemoved(from, message)) {
      return;
    }
    if (message instanceof Message.PreVoteRequest
        || (message instanceof Message.PreVoteResponse response && response.granted())) {
      message.deliverTo(role, from); // Speaks of a term that nobody has entered yet.
      return;
    }
    if (message instanceof Message.VoteRequest request
        && !request.isTransfer()
        && (role.hearsLeader() || isBoundByLease())) {
      return;
    }
    becomeFollower(message.term(), message.isFromLeader() ? from : RoleState.NONE);
    message.deliverTo(role, from);
  }

  /**
   * Answers what would otherwise stay in an old term for ever: a leader whose heartbeats this
   * member cannot follow any more, or a member that asks for votes and cannot get them.
   */
  private void stepOlder(long from, Message message) {
    if (message.isFromLeader()) {
      outbox.send(from, new Message.HeartbeatResponse(term, 0));
    } else if (message instanceof Message.PreVoteRequest) {
      outbox.send(from, new Message.PreVoteResponse(term, false));
    } else if (message instanceof Message.VoteRequest) {
      outbox.sendAfterSync(from, new Message.VoteResponse(term, false));
    } else if (message instanceof Message.PreVoteResponse) {
      message.deliverTo(role, from); // The refusal of a member in an earlier term.
    }
  }

  /** Who has left may never hear of it, and must not disturb those who stay. */
  private boolean isElectionOfRemoved(long from, Message message) {
    return membership.isRemoved(from)
        && (message instanceof Message.PreVoteRequest || message instanceof Message.VoteRequest);
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

  /**
   * @param isTransfer whether the leader wants it
   */
  void becomeCandidate(boolean isTransfer) {
    enterTerm(term + 1, memberId());
    trace("became candidate at term " + term);
    become(new CandidateState(this, isTransfer));
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

  JointQuorum quorum() {
    return membership.quorum();
  }

  boolean isVoter() {
    return quorum().isVoter(memberId());
  }

  /** See {@link Membership}. */
  boolean mayCampaign() {
    return isVoter() && !log.hasCommittedUnappliedConfig();
  }

  /**
   * Whether this member, which has forgotten whom it heard before it was restarted, may still be
   * among those who promised a leader not to elect another.
   */
  boolean isBoundByLease() {
    return settings.isLeaseRead()
        && !quorum().isSoleVoter(memberId())
        && (ticks < settings.electionTicks() || role.hearsLeader());
  }

  long clockTicks() {
    return clockTicks;
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

  List<Long> otherVoters() {
    return membership.otherVoters(memberId());
  }

  /** Replaces log and configuration by a snapshot that the shell will install. */
  void restore(SnapshotMeta meta) {
    boolean isAhead = meta.last().index() > log.handedOutIndex();
    log.restore(meta.last());
    if (isAhead) { // Else the state machine stays, and what it has applied is in force.
      membership.replace(meta.config());
    }
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
