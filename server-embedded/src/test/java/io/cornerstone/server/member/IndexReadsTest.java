package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Meter;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Envelope;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.RaftConfig;
import io.cornerstone.server.raft.RaftCore;
import io.cornerstone.server.raft.ReadState;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.raft.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A follower's reads; the test plays the leader. */
class IndexReadsTest {
  private static final long SELF = 1;
  private static final long LEADER = 2;
  private static final long OTHER = 3;
  private static final long MILLIS = 1_000_000;

  private final RequestIds ids = new RequestIds(new Random(1));
  private final IndexReads reads = new IndexReads(ids, Duration.ofSeconds(7), Meter.NONE);
  private final RaftCore core =
      RaftCore.start(
          RaftConfig.defaults(SELF),
          new RaftCore.Restored(
              new SnapshotMeta(
                  LogPosition.ZERO, ClusterConfig.ofVoters(List.of(SELF, LEADER, OTHER))),
              HardState.EMPTY,
              List.of()),
          0,
          new Random(1),
          Tracer.NONE);

  @Test
  void allThatWaitShareOneRound() {
    follow(LEADER, 1);
    final List<PendingRead<?>> first = List.of(read(0), read(0));
    reads.add(first);
    reads.begin(core, 0);
    final List<PendingRead<?>> second = List.of(read(0));
    reads.add(second);
    reads.begin(core, 0);
    final List<Long> asked = asked();
    assertThat(asked).hasSize(1);
    assertThat(reads.confirmed(new ReadState(asked.get(0), 5))).isEqualTo(first);
    reads.begin(core, 0);
    final List<Long> askedNext = asked();
    assertThat(askedNext).hasSize(1).doesNotContainAnyElementsOf(asked);
    assertThat(reads.confirmed(new ReadState(asked.get(0), 5))).isEmpty();
    assertThat(reads.confirmed(new ReadState(askedNext.get(0), 6))).isEqualTo(second);
  }

  @Test
  void aLostQuestionIsAskedAgainAndEitherAnswerCounts() {
    follow(LEADER, 1);
    final List<PendingRead<?>> all = List.of(read(0));
    reads.add(all);
    reads.begin(core, 0);
    final List<Long> contexts = new ArrayList<>(asked());
    reads.tick(core, 400 * MILLIS);
    assertThat(asked()).isEmpty();
    reads.tick(core, 500 * MILLIS);
    contexts.addAll(asked());
    assertThat(contexts).hasSize(2).doesNotHaveDuplicates();
    assertThat(reads.confirmed(new ReadState(contexts.get(0), 5))).isEqualTo(all);
    assertThat(reads.confirmed(new ReadState(contexts.get(1), 5))).isEmpty();
  }

  @Test
  void readsWaitForALeader() {
    final List<PendingRead<?>> all = List.of(read(0));
    reads.add(all);
    reads.begin(core, 0);
    assertThat(asked()).isEmpty();
    follow(LEADER, 1);
    reads.leaderIs(core.status());
    reads.begin(core, MILLIS);
    assertThat(reads.confirmed(new ReadState(asked().get(0), 1))).isEqualTo(all);
  }

  @Test
  void anotherLeaderRefusesTheRoundUnderWay() {
    follow(LEADER, 1);
    final PendingRead<String> read = read(0);
    reads.add(List.of(read));
    reads.begin(core, 0);
    final PendingRead<String> later = read(0);
    reads.add(List.of(later));
    follow(OTHER, 2);
    reads.leaderIs(core.status());
    assertThat(error(read)).isEqualTo(EtcdError.LEADER_CHANGED);
    assertThat(later.result()).isNotDone();
  }

  @Test
  void aReadTimesOut() {
    final PendingRead<String> early = read(0);
    final PendingRead<String> later = read(2000 * MILLIS);
    reads.add(List.of(early));
    reads.begin(core, 0);
    reads.add(List.of(later));
    reads.tick(core, 7001 * MILLIS);
    assertThat(error(early)).isEqualTo(EtcdError.TIMEOUT);
    assertThat(later.result()).isNotDone();
  }

  private void follow(long leader, long term) {
    core.step(leader, new Message.Heartbeat(term, 0, 0));
    drain();
  }

  /** The contexts that the core has sent to the leader since the last call. */
  private List<Long> asked() {
    return drain().stream()
        .map(Envelope::message)
        .filter(Message.ReadIndexRequest.class::isInstance)
        .map(message -> ((Message.ReadIndexRequest) message).context())
        .toList();
  }

  private List<Envelope> drain() {
    final List<Envelope> sent = new ArrayList<>();
    while (core.hasReady()) {
      sent.addAll(core.ready().messages());
    }
    return sent;
  }

  private static PendingRead<String> read(long startNanos) {
    return new PendingRead<>(
        PendingRead.Place.APPLY, () -> "", startNanos, new CompletableFuture<>());
  }

  private static EtcdError error(PendingRead<String> read) {
    return read.result().handle((value, failure) -> (RefusedException) failure).join().error();
  }
}
