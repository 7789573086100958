package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.raft.RaftCore.ProposalFate;
import io.cornerstone.server.raft.progress.Progress;
import java.util.List;
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
  private final ReadRounds reads = new ReadRounds();
  private final Replication replication;
  private final long openingIndex; // The empty entry that opens the term.
  private int heartbeatElapsed;
  private int quorumElapsed;

  LeaderState(RaftCore core) {
    super(core);
    this.openingIndex = core.log().lastIndex() + 1;
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
    append(ByteString.EMPTY);
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
    heartbeatElapsed++;
    if (heartbeatElapsed >= core.settings().heartbeatTicks()) {
      heartbeatElapsed = 0;
      replication.heartbeat(reads.lastRound());
    }
  }

  @Override
  ProposalFate propose(List<ByteString> commands) {
    for (ByteString command : commands) {
      append(command);
    }
    return ProposalFate.APPENDED;
  }

  @Override
  boolean readIndex(long context) {
    reads.add(new ReadRounds.Request(core.memberId(), context));
    return true;
  }

  @Override
  void flush() {
    // Before an entry of its own term is committed, a leader does not know what is (Raft paper, 8).
    if (core.log().commitIndex() >= openingIndex && reads.canStart()) {
      reads.start(core.log().commitIndex());
      replication.askVoters(reads.lastRound());
      answerConfirmedReads();
    }
    replication.flush();
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
  public void on(long from, Message.ReadIndexRequest message) {
    reads.add(new ReadRounds.Request(from, message.context()));
  }

  /** What is known of a follower; null for a member that is not in the configuration. */
  @Nullable Progress progress(long follower) {
    return replication.find(follower);
  }

  private void append(ByteString command) {
    core.log()
        .append(new Entry(core.term(), core.log().lastIndex() + 1, Entry.Type.COMMAND, command));
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
