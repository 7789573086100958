package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.peer.PeerHandler;
import io.cornerstone.server.peer.PeerHash;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.snapshot.SnapshotSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Member 1 judges; time is in seconds. */
class ReconfigCheckTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<Member> members = new ArrayList<>();
  private final Set<Long> reached = new TreeSet<>();
  private final Connections connections = new Connections(new Reached(), 1);
  private long now;

  @Test
  void aMemberAloneMayAlwaysTakeInAnother() {
    started(1);
    assertThat(refusal(() -> check().checkAdd(false))).isEqualTo("ok");
  }

  @Test
  void aVoterComesOnlyIfEnoughAreStarted() {
    started(1, 2);
    member(3, "", false);
    connectFor(10, 2, 3);
    assertThat(refusal(() -> check().checkAdd(false))).contains("not enough started members");
    assertThat(refusal(() -> check().checkAdd(true))).isEqualTo("ok");
  }

  @Test
  void aVoterComesOnlyIfAQuorumIsReachedForAWhile() {
    started(1, 2, 3);
    connectFor(10, 2);
    assertThat(refusal(() -> check().checkAdd(false))).contains("unhealthy");
    connectFor(4, 3);
    assertThat(refusal(() -> check().checkAdd(false))).contains("unhealthy");
    connectFor(1);
    assertThat(refusal(() -> check().checkAdd(false))).isEqualTo("ok");
  }

  @Test
  void theQuorumMustOutliveARemoval() {
    started(1, 2, 3);
    connectFor(10, 2);
    assertThat(refusal(() -> check().checkRemove(3))).as("away anyhow").isEqualTo("ok");
    assertThat(refusal(() -> check().checkRemove(2))).contains("unhealthy");
    connectFor(10, 3);
    assertThat(refusal(() -> check().checkRemove(2))).isEqualTo("ok");
    assertThat(refusal(() -> check().checkRemove(1))).isEqualTo("ok");
  }

  @Test
  void theOnlyMemberStays() {
    started(1);
    assertThat(refusal(() -> check().checkRemove(1))).contains("not enough started members");
  }

  @Test
  void aMemberThatWasNeverStartedMayGo() {
    started(1);
    member(2, "", false);
    assertThat(refusal(() -> check().checkRemove(2))).isEqualTo("ok");
    assertThat(refusal(() -> check().checkRemove(1))).contains("not enough started members");
  }

  @Test
  void aLearnerComesAndGoesWithoutHarm() {
    started(1, 2);
    member(3, "m3", true);
    connectFor(10, 2);
    assertThat(refusal(() -> check().checkRemove(3))).isEqualTo("ok");
    assertThat(refusal(() -> check().checkPromote())).isEqualTo("ok");
  }

  @Test
  void aPromotionNeedsStartedVoters() {
    started(1);
    member(2, "", false);
    member(3, "", false);
    member(4, "m4", true);
    assertThat(refusal(() -> check().checkPromote())).contains("not enough started members");
  }

  private void started(long... ids) {
    for (long id : ids) {
      member(id, "m" + id, false);
    }
  }

  private void member(long id, String name, boolean isLearner) {
    members.add(Member.newBuilder().setID(id).setName(name).setIsLearner(isLearner).build());
  }

  /** These are reached from now on, and that long passes. */
  private void connectFor(long seconds, long... ids) {
    for (long id : ids) {
      reached.add(id);
    }
    final TreeSet<Long> all = new TreeSet<>(members.stream().map(Member::getID).toList());
    connections.tick(all, now);
    now += seconds * SECOND;
    connections.tick(all, now);
  }

  private ReconfigCheck check() {
    return new ReconfigCheck(members, 1, connections, now);
  }

  private static String refusal(Runnable check) {
    try {
      check.run();
      return "ok";
    } catch (RefusedException e) {
      final EtcdError error = e.error();
      return error.message();
    }
  }

  /** A network of which only this matters: who is reached. */
  private final class Reached implements PeerNetwork {
    @Override
    public boolean isConnected(long member) {
      return reached.contains(member);
    }

    @Override
    public void start(PeerHandler handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void send(long to, List<Message> messages) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> sendSnapshot(long to, long term, SnapshotSource snapshot) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> renewLease(long leader, long leaseId, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(
        long leader, long leaseId, boolean keys, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<PeerHash> hash(long member, long revision, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
