package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.raft.RaftCore.ProposalFate;
import io.cornerstone.server.raft.progress.Progress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Orders the commands, replicates them, and decides what is committed: what a majority of the
 * voters has on disk, its own disk included like any other, and only by counting an entry of its
 * own term (Raft paper, 5.4.2). Its first entry is empty, so that there is one to count soon.
 *
 * <p>Entries leave before they are synced here. That is safe because its term and vote were synced
 * before it was elected: after a crash it will lead only in a later term, and can never send
 * another entry with the same term and index. A sole voter is elected without having synced
 * anything; until its first entry is durable it sends nothing that has not been synced.
 */
final class LeaderState extends RoleState {
  /** Changes that members have forwarded and that wait for their turn. */
  private static final int WAITING_CONFIGS_MAX = 64;

  private final ReadRounds reads = new ReadRounds();
  private final ReadLease lease;
  private final Transfer transfer = new Transfer();
  private final Queue<ByteString> waitingConfigs = new ArrayDeque<>();
  private final Replication replication;
  private final long openingIndex; // The empty entry that opens the term.
  private int heartbeatElapsed;
  private int quorumElapsed;

  LeaderState(RaftCore core) {
    super(core);
    this.openingIndex = core.log().lastIndex() + 1;
    this.lease = new ReadLease(core.settings().electionTicks());
    this.replication = new Replication(core, openingIndex);
  }

  @Override
  Role role() {
    return Role.LEADER;
  }

  @Override
  long leader() {
    return core.memberId();
  }

  @Override
  boolean hearsLeader() {
    return true;
  }

  @Override
  void enter() {
    append(Entry.Type.COMMAND, ByteString.EMPTY);
  }

  @Override
  void tick() {
    quorumElapsed++;
    if (quorumElapsed >= core.settings().electionTicks()) {
      quorumElapsed = 0;
      if (!core.quorum().hasMajority(this::takeActive)) {
        core.trace("lost contact to the quorum at term " + core.term());
        core.becomeFollower(core.term(), NONE);
        return;
      }
    }
    if (transfer.tick(core.settings().electionTicks())) {
      core.trace("gave up the transfer to " + transfer.to());
      transfer.end();
    }
    heartbeatElapsed++;
    if (heartbeatElapsed >= core.settings().heartbeatTicks()) {
      heartbeatElapsed = 0;
      if (core.settings().isLeaseRead()) {
        reads.startEmpty();
        lease.sent(reads.lastRound(), core.clockTicks());
      }
      replication.heartbeat(reads.lastRound());
    }
  }

  @Override
  ProposalFate propose(List<ByteString> commands) {
    if (transfer.isRunning()) {
      return ProposalFate.NO_LEADER;
    }
    if (isTooMuch(commands.stream().mapToLong(EntryRing::weigh).sum())) {
      return ProposalFate.TOO_MANY;
    }
    for (ByteString command : commands) {
      append(Entry.Type.COMMAND, command);
    }
    return ProposalFate.APPENDED;
  }

  private boolean isTooMuch(long bytes) {
    long uncommitted = core.log().uncommittedBytes();
    return uncommitted > 0 && uncommitted + bytes > core.settings().uncommittedBytesMax();
  }

  @Override
  ProposalFate proposeConfig(ByteString command) {
    Invariant.check(!command.isEmpty(), "a change without data leaves a joint configuration");
    if (transfer.isRunning()) {
      return ProposalFate.NO_LEADER;
    }
    if (mustWaitForConfig()) {
      return ProposalFate.CONFIG_PENDING;
    }
    append(Entry.Type.CONFIG, command);
    return ProposalFate.APPENDED;
  }

  /** A leader also counts what its predecessors have left in the log. */
  private boolean mustWaitForConfig() {
    return core.log().hasUnappliedConfig() || core.config().isJoint();
  }

  @Override
  boolean transferLeadership(long to) {
    if (!core.quorum().isVoter(to) || to == core.memberId()) {
      return false;
    }
    if (transfer.to() != to) {
      core.trace("hands its leadership to " + to);
      transfer.begin(to);
    }
    return true;
  }

  @Override
  long transferee() {
    return transfer.to();
  }

  @Override
  List<FollowerStatus> progress() {
    return replication.status();
  }

  @Override
  void configApplied(boolean isChange) {
    if (!isChange) {
      return;
    }
    if (!core.isVoter()) {
      stepDownAsRemoved();
      return;
    }
    replication.reconfigure();
    if (transfer.isRunning() && !core.quorum().isVoter(transfer.to())) {
      transfer.end();
    }
    advanceCommit(); // Fewer may be needed now.
    answerConfirmedReads();
  }

  /**
   * Its removal is committed. The others are told, and the most advanced of them is asked to lead,
   * so that nobody has to wait for an election timeout (dissertation, 4.2.2).
   */
  private void stepDownAsRemoved() {
    replication.reconfigure();
    replication.flush();
    long successor = replication.mostAdvancedVoter();
    if (successor != NONE) {
      core.outbox().send(successor, new Message.TimeoutNow(core.term()));
    }
    core.trace("is no voter any more at term " + core.term());
    core.becomeFollower(core.term(), NONE);
  }

  @Override
  boolean readIndex(long context) {
    reads.add(new ReadRounds.Request(core.memberId(), context));
    return true;
  }

  @Override
  void flush() {
    appendWaitingConfig();
    // Before an entry of its own term is committed, a leader does not know what is (Raft paper, 8).
    if (core.log().commitIndex() >= openingIndex) {
      if (mayReadByLease()) {
        reads.takeWaiting().forEach(request -> answer(request, core.log().commitIndex()));
      }
      if (reads.canStart()) {
        reads.start(core.log().commitIndex());
        lease.sent(reads.lastRound(), core.clockTicks());
        replication.askVoters(reads.lastRound());
        answerConfirmedReads();
      }
    }
    replication.flush();
    handOver();
  }

  /**
   * Others promise to support no other leader, but they break the promise for one whom the leader
   * itself has asked to stand, and that request may arrive at any time.
   */
  private boolean mayReadByLease() {
    return core.settings().isLeaseRead()
        && !transfer.wasEverAsked()
        && lease.isValid(core.clockTicks());
  }

  /** A joint configuration is left as soon as it is in force; then the next change may come. */
  private void appendWaitingConfig() {
    if (core.log().hasUnappliedConfig()) {
      return;
    }
    if (core.config().isJoint()) {
      append(Entry.Type.CONFIG, ByteString.EMPTY);
    } else if (!waitingConfigs.isEmpty() && !transfer.isRunning()) {
      append(Entry.Type.CONFIG, waitingConfigs.remove());
    }
  }

  private void handOver() {
    if (transfer.isRunning()
        && transfer.shouldAsk(
            replication.get(transfer.to()).matchIndex(), core.log().lastIndex())) {
      core.outbox().send(transfer.to(), new Message.TimeoutNow(core.term()));
    }
  }

  @Override
  void persisted() {
    advanceCommit();
  }

  @Override
  void snapshotSent(long follower, SnapshotMeta meta, boolean delivered) {
    @Nullable Progress progress = replication.find(follower);
    if (progress != null) {
      progress.snapshotSent(meta.last().index(), delivered);
    }
  }

  @Override
  void unreachable(long member) {
    @Nullable Progress progress = replication.find(member);
    if (progress != null) {
      progress.unreachable();
    }
  }

  @Override
  public void on(long from, Message.AppendRequest message) {
    failOfTwoLeaders(from);
  }

  @Override
  public void on(long from, Message.Heartbeat message) {
    failOfTwoLeaders(from);
  }

  @Override
  public void on(long from, Message.InstallSnapshot message) {
    failOfTwoLeaders(from);
  }

  @Override
  public void on(long from, Message.AppendAccepted message) {
    @Nullable Progress progress = replication.find(from);
    if (progress == null) {
      return;
    }
    Invariant.check(
        message.matchIndex() <= core.log().lastIndex(),
        "member %d acknowledges index %d, the log ends at %d",
        from,
        message.matchIndex(),
        core.log().lastIndex());
    progress.heard();
    if (progress.accepted(message.matchIndex(), core.log().firstIndex())) {
      advanceCommit();
    }
  }

  @Override
  public void on(long from, Message.AppendRejected message) {
    @Nullable Progress progress = replication.find(from);
    if (progress == null) {
      return;
    }
    progress.heard();
    // Null: where they may agree is compacted; what is sent from there on will be a snapshot.
    @Nullable LogPosition agreement = core.log().latestAgreement(message.hint());
    long nextHint = agreement == null ? message.hint().index() + 1 : agreement.index() + 1;
    progress.rejected(message.previousIndex(), nextHint);
  }

  @Override
  public void on(long from, Message.HeartbeatResponse message) {
    @Nullable Progress progress = replication.find(from);
    if (progress == null) {
      return;
    }
    progress.heard();
    if (progress.signOfLife()) {
      replication.askWhatArrived(progress);
    }
    progress.confirmRound(message.round());
    answerConfirmedReads();
  }

  @Override
  public void on(long from, Message.ForwardedProposals message) {
    propose(message.commands());
  }

  @Override
  public void on(long from, Message.ForwardedConfig message) {
    if (waitingConfigs.size() < WAITING_CONFIGS_MAX && !message.command().isEmpty()) {
      waitingConfigs.add(message.command());
    }
  }

  @Override
  public void on(long from, Message.ReadIndexRequest message) {
    reads.add(new ReadRounds.Request(from, message.context()));
  }

  /** What is known of a follower; null for a member that is not in the configuration. */
  @Nullable Progress progress(long follower) {
    return replication.find(follower);
  }

  private void append(Entry.Type type, ByteString command) {
    core.log().append(new Entry(core.term(), core.log().lastIndex() + 1, type, command));
  }

  private void advanceCommit() {
    RaftLog log = core.log();
    long index =
        core.quorum()
            .reached(
                voter ->
                    voter == core.memberId()
                        ? log.durableIndex()
                        : replication.get(voter).matchIndex());
    if (index > log.commitIndex() && log.termAt(index) == core.term()) {
      log.commitTo(index);
    }
  }

  private boolean takeActive(long voter) {
    return voter == core.memberId() || replication.get(voter).takeActive();
  }

  private void answerConfirmedReads() {
    long round =
        core.quorum()
            .reached(
                voter ->
                    voter == core.memberId()
                        ? reads.lastRound()
                        : replication.get(voter).confirmedRound());
    lease.confirmed(round);
    for (ReadRounds.Confirmed confirmed : reads.confirm(round)) {
      for (ReadRounds.Request request : confirmed.requests()) {
        answer(request, confirmed.index());
      }
    }
  }

  private void answer(ReadRounds.Request request, long index) {
    if (request.member() == core.memberId()) {
      core.outbox().answerRead(new ReadState(request.context(), index));
    } else {
      core.outbox()
          .send(
              request.member(),
              new Message.ReadIndexResponse(core.term(), request.context(), index));
    }
  }

  private void failOfTwoLeaders(long other) {
    Invariant.check(
        false, "term %d has two leaders, %d and %d", core.term(), core.memberId(), other);
  }
}
