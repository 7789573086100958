package io.cornerstone.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import io.cornerstone.server.raft.RaftCore.ProposalFate;
import io.cornerstone.server.raft.RaftCore.Restored;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the shell sees of one core; see the scripts for how members work together. */
class RaftCoreTest {
  private static final ByteString X = ByteString.copyFromUtf8("x");

  private final List<String> traces = new ArrayList<>();

  private RaftCore start(HardState state, List<Entry> tail, Long... voters) {
    return RaftCore.start(
        RaftConfig.defaults(1),
        new Restored(
            new SnapshotMeta(LogPosition.ZERO, ClusterConfig.ofVoters(List.of(voters))),
            state,
            tail),
        0,
        new Random(1),
        traces::add);
  }

  private static Entry entry(long term, long index, ByteString data) {
    return new Entry(term, index, Entry.Type.COMMAND, data);
  }

  @Test
  void aSoleVoterLeadsAtOnceAndCommitsWhenItsDiskIsDone() {
    RaftCore core = start(HardState.EMPTY, List.of(), 1L);
    assertThat(core.hasReady()).isFalse();
    core.campaign();
    assertThat(core.status().role()).isEqualTo(Role.LEADER);
    assertThat(core.propose(List.of(X))).isEqualTo(ProposalFate.APPENDED);
    Ready ready = core.ready();
    assertThat(ready.hardState()).isEqualTo(new HardState(1, 1, 0));
    assertThat(ready.entries()).containsExactly(entry(1, 1, ByteString.EMPTY), entry(1, 2, X));
    assertThat(ready.mustSync()).isTrue();
    assertThat(ready.committed()).isEmpty();
    core.persisted(new LogPosition(1, 1));
    assertThat(core.ready().committed()).containsExactly(entry(1, 1, ByteString.EMPTY));
    core.persisted(new LogPosition(1, 2));
    Ready last = core.ready();
    assertThat(last.committed()).containsExactly(entry(1, 2, X));
    assertThat(last.hardState()).isEqualTo(new HardState(1, 1, 2));
    assertThat(last.mustSync()).as("a commit index alone needs no sync").isFalse();
    assertThat(core.hasReady()).isFalse();
    assertThat(traces).last().isEqualTo("became leader at term 1");
  }

  @Test
  void theElectionTimeoutIsBetweenOnceAndTwiceTheBase() {
    for (int seed = 0; seed < 50; seed++) {
      RaftCore core =
          RaftCore.start(
              RaftConfig.defaults(1),
              new Restored(
                  new SnapshotMeta(LogPosition.ZERO, ClusterConfig.ofVoters(List.of(1L, 2L))),
                  HardState.EMPTY,
                  List.of()),
              0,
              new Random(seed),
              Tracer.NONE);
      int ticks = 0;
      while (core.status().role() == Role.FOLLOWER) {
        core.tick();
        ticks++;
      }
      assertThat(ticks).isBetween(10, 19);
    }
  }

  @Test
  void oneAcknowledgementStandsForABatchOfAppends() {
    RaftCore core = start(HardState.EMPTY, List.of(), 1L, 2L);
    core.step(2, append(1, LogPosition.ZERO, entry(1, 1, X)));
    core.step(2, append(1, new LogPosition(1, 1), entry(1, 2, X)));
    Ready ready = core.ready();
    assertThat(ready.messages()).isEmpty();
    assertThat(ready.messagesAfterSync())
        .containsExactly(new Envelope(2, new Message.AppendAccepted(1, 2)));
    assertThat(ready.entries()).hasSize(2);
    assertThat(ready.mustSync()).isTrue();
  }

  @Test
  void anAcknowledgementThatANewerLeaderOvertookIsNotSent() {
    RaftCore core = start(HardState.EMPTY, List.of(), 1L, 2L, 3L);
    core.step(2, append(1, LogPosition.ZERO, entry(1, 1, X), entry(1, 2, X)));
    core.step(3, append(2, LogPosition.ZERO, entry(2, 1, X)));
    Ready ready = core.ready();
    assertThat(ready.entries()).containsExactly(entry(2, 1, X));
    assertThat(ready.messagesAfterSync())
        .containsExactly(new Envelope(3, new Message.AppendAccepted(2, 1)));
  }

  @Test
  void aVoteIsGivenOnceAndSurvivesARestart() {
    RaftCore core = start(new HardState(3, 2, 0), List.of(), 1L, 2L, 3L);
    core.step(3, new Message.VoteRequest(3, LogPosition.ZERO));
    core.step(2, new Message.VoteRequest(3, LogPosition.ZERO));
    assertThat(core.ready().messagesAfterSync())
        .containsExactly(
            new Envelope(3, new Message.VoteResponse(3, false)),
            new Envelope(2, new Message.VoteResponse(3, true)));
  }

  @Test
  void aShorterLogGetsNoVoteEvenWithoutAPreVote() {
    RaftCore core = start(new HardState(2, 0, 0), List.of(entry(1, 1, X), entry(2, 2, X)), 1L, 2L);
    core.step(2, new Message.VoteRequest(3, new LogPosition(2, 1)));
    core.step(2, new Message.VoteRequest(4, new LogPosition(1, 9)));
    core.step(2, new Message.VoteRequest(5, new LogPosition(2, 2)));
    assertThat(core.ready().messagesAfterSync())
        .containsExactly(
            new Envelope(2, new Message.VoteResponse(3, false)),
            new Envelope(2, new Message.VoteResponse(4, false)),
            new Envelope(2, new Message.VoteResponse(5, true)));
  }

  @Test
  void whatTheLeaderHasNotConfirmedIsNotCommitted() {
    RaftCore core = start(new HardState(1, 0, 0), List.of(entry(1, 1, X), entry(1, 2, X)), 1L, 2L);
    core.step(2, new Message.AppendRequest(2, new LogPosition(1, 1), List.of(), 2));
    assertThat(core.status().commitIndex()).as("(1,2) may be a leftover").isEqualTo(1);
  }

  @Test
  void anEntryWhoseTermWasNotRecordedRaisesTheTerm() {
    RaftCore core = start(new HardState(1, 1, 0), List.of(entry(4, 1, X)), 1L, 2L);
    assertThat(core.status().term()).isEqualTo(4);
    assertThat(core.ready().hardState()).isEqualTo(new HardState(4, 0, 0));
  }

  @Test
  void twoLeadersInATermAreABug() {
    RaftCore core = start(HardState.EMPTY, List.of(), 1L, 2L, 3L);
    core.step(2, new Message.Heartbeat(1, 0, 0));
    assertThatThrownBy(() -> core.step(3, new Message.Heartbeat(1, 0, 0)))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("two leaders");
  }

  @Test
  void aSnapshotReplacesTheLogAndBringsItsConfiguration() {
    RaftCore core = start(HardState.EMPTY, List.of(entry(1, 1, X)), 1L, 2L);
    ClusterConfig wider = ClusterConfig.ofVoters(List.of(1L, 2L, 3L));
    SnapshotMeta meta = new SnapshotMeta(new LogPosition(2, 7), wider);
    core.step(2, new Message.InstallSnapshot(2, meta));
    Ready ready = core.ready();
    assertThat(ready.snapshot()).isEqualTo(meta);
    assertThat(ready.mustSync()).isTrue();
    assertThat(ready.entries()).isEmpty();
    assertThat(ready.messagesAfterSync())
        .containsExactly(new Envelope(2, new Message.AppendAccepted(2, 7)));
    assertThat(core.config()).isEqualTo(wider);
    assertThat(core.firstIndex()).isEqualTo(8);
    assertThat(core.termAt(7)).isEqualTo(2);
    assertThat(core.logBytes()).isZero();
  }

  @Test
  void committedEntriesComeOnceAndInChunks() {
    RaftCore core = start(HardState.EMPTY, List.of(), 1L);
    core.campaign();
    ByteString big = ByteString.copyFrom(new byte[600_000]);
    core.propose(List.of(big, big, big));
    core.ready();
    core.persisted(new LogPosition(1, 4));
    List<Long> applied = new ArrayList<>();
    List<Integer> chunks = new ArrayList<>();
    while (core.hasReady()) {
      Ready ready = core.ready();
      ready.committed().forEach(entry -> applied.add(entry.index()));
      chunks.add(ready.committed().size());
    }
    assertThat(applied).containsExactly(1L, 2L, 3L, 4L);
    assertThat(chunks).containsExactly(2, 1, 1);
  }

  @Test
  void followersThatAreEquallyFarGetOneMessage() {
    RaftCore core = start(HardState.EMPTY, List.of(), 1L, 2L, 3L);
    core.campaign();
    core.step(2, new Message.PreVoteResponse(1, true));
    core.step(2, new Message.VoteResponse(1, true));
    core.ready();
    core.step(2, new Message.AppendAccepted(1, 1));
    core.step(3, new Message.AppendAccepted(1, 1));
    core.persisted(new LogPosition(1, 1));
    core.ready();
    core.propose(List.of(X, X));
    List<Envelope> sent = core.ready().messages();
    assertThat(sent).hasSize(2);
    assertThat(sent.get(0).message()).isSameAs(sent.get(1).message());
  }

  private static Message append(long term, LogPosition previous, Entry... entries) {
    return new Message.AppendRequest(term, previous, List.of(entries), 0);
  }
}
