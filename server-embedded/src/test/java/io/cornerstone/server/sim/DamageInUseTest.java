package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.env.DiskFile;
import io.cornerstone.server.mvcc.RangeResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A bit of synced data turns under a member at work. Whatever reads the place stops the member with
 * one line that says where; until then all answers are right.
 */
class DamageInUseTest {
  private static final int KEYS = 120;
  private static final int PLACES = 8;

  /** Something that reads the whole store of a sole member; what it is told must be right. */
  private interface Reading {
    void read(Scenario story, SimMember sole);
  }

  @Test
  void aRangeIsNeverWrong() throws IOException {
    assertThat(stops(DamageInUseTest::range)).isPositive();
  }

  private static void range(Scenario story, SimMember sole) {
    final RangeRequest all =
        RangeRequest.newBuilder()
            .setKey(KvClient.bytes("k"))
            .setRangeEnd(KvClient.bytes("l"))
            .build();
    final CompletableFuture<RangeResult> answer = story.running(sole).range(all, Identity.NONE);
    story.world().run(SimWorld.SECOND);
    assertThat(answer).isDone();
    if (!answer.isCompletedExceptionally()) {
      final long revision = answer.join().revision();
      assertThat(answer.join().kvs()).isEqualTo(story.world().ledger().range("k", "l", revision));
    }
  }

  @Test
  void aWatcherThatCatchesUpIsNeverGivenWhatIsWrong() throws IOException {
    assertThat(stops(DamageInUseTest::watch)).isPositive();
  }

  private static void watch(Scenario story, SimMember sole) {
    final ScenarioWatch watch = new ScenarioWatch(story.life(sole), "k", "l", 2, 1);
    story.world().run(SimWorld.SECOND);
    final List<Event> given = watch.events(0);
    final long last = given.isEmpty() ? 1 : given.get(given.size() - 1).getKv().getModRevision();
    assertThat(given).isEqualTo(story.world().ledger().events("k", "l", 2, last));
  }

  @Test
  void aRewriteDoesNotCopyWhatIsWrong() throws IOException {
    assertThat(stops(DamageInUseTest::defragment)).isPositive();
  }

  private static void defragment(Scenario story, SimMember sole) {
    final CompletableFuture<Void> done = story.running(sole).defragment();
    story.world().run(SimWorld.SECOND);
    assertThat(done).isDone();
  }

  /** In how many of the places that were damaged the reading stopped the member. */
  private static int stops(Reading reading) throws IOException {
    int stops = 0;
    for (int place = 0; place < PLACES; place++) {
      final Scenario story = new Scenario(place + 1, 1);
      final SimMember sole = story.member(0);
      fill(story, sole, 0);
      restart(story, sole); // What was written last is read from memory otherwise.
      damage(story, sole, (place + 0.5) / PLACES);
      reading.read(story, sole);
      final Throwable failure = sole.lastFailure();
      if (failure != null) {
        stops++;
        assertThat(failure.getMessage()).contains("damaged store: ").contains(".seg, byte ");
        restart(story, sole);
      }
      story.healAndAgree();
      for (int i = 0; i < KEYS; i++) {
        final List<KeyValue> found = story.await(story.get(sole, key(i))).kvs();
        assertThat(found).hasSize(1);
        assertThat(found.get(0).getValue()).isEqualTo(value(i));
      }
    }
    return stops;
  }

  /** A snapshot that its sender cannot read is no matter of the network, to be tried again. */
  @Test
  void aLeaderThatCannotReadItsSnapshotStops() throws IOException {
    final Scenario story = new Scenario(11, 3);
    final SimMember behind = story.follower();
    behind.crash(false);
    fill(story, story.leader(), 0);
    fill(story, story.leader(), KEYS);
    for (SimMember member : story.world().members()) {
      if (member != behind) {
        member.crash(false);
        member.start();
      }
    }
    final SimMember leader = story.leader();
    story.put(leader, "more");
    damage(story, leader, 0.3);
    behind.start();
    story.await("the leader stops", () -> leader.lastFailure() != null);
    assertThat(Objects.requireNonNull(leader.lastFailure()).getMessage())
        .contains("damaged store: ");
    story.world().run(SimWorld.SECOND);
    story.healAndAgree();
  }

  private static void fill(Scenario story, SimMember at, int from) {
    for (int i = from; i < from + KEYS; i++) {
      story.await(story.beginPutOf(at, key(i), value(i)));
    }
    story.world().run(SimWorld.SECOND);
  }

  private static String key(int number) {
    return "k" + number;
  }

  private static ByteString value(int number) {
    return KvClient.bytes("value of " + number);
  }

  private static void restart(Scenario story, SimMember member) {
    member.crash(false);
    member.start();
    story.awaitLeader();
    story.world().run(SimWorld.SECOND);
  }

  /** Turns a bit in the largest file of the store. */
  private static void damage(Scenario story, SimMember member, double place) throws IOException {
    Path largest = null;
    long bytes = 0;
    for (Path file : member.disk().files()) {
      try (DiskFile open = member.disk().open(file, false)) {
        if (file.toString().endsWith(".seg") && open.size() > bytes) {
          largest = file;
          bytes = Math.min(open.size(), member.disk().durableBytes(file));
        }
      }
    }
    member.damage(Objects.requireNonNull(largest), (long) (place * bytes) * 8 + 3);
    assertThat(story.life(member).member()).isNotNull();
  }
}
