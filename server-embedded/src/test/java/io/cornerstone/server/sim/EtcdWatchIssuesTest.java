package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What went wrong with etcd's watches, told again with our members. Each test is named after the
 * number of etcd's issue.
 */
class EtcdWatchIssuesTest {
  private static List<Long> revisions(long from, long until) {
    return LongStream.rangeClosed(from, until).boxed().toList();
  }

  /**
   * Progress was answered at once, with the store's revision, while events up to it still waited in
   * the stream.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void issue15220ProgressAheadOfTheStream(long seed) {
    final Scenario story = new Scenario(seed, 1);
    final SimMember sole = story.member(0);
    final ScenarioWatch watch = new ScenarioWatch(story.life(sole), "k", "l", 2, 1);
    for (int i = 0; i < 60; i++) {
      watch.setReady(story.world().random().nextInt(3) > 0);
      story.put(sole, "k");
      watch.askProgress();
      story.world().run(story.world().random().nextLong(2 * SimWorld.MILLI));
    }
    watch.setReady(true);
    story.world().run(SimWorld.SECOND);
    watch.askProgress();
    story.await("progress", () -> !watch.progress().isEmpty() && watch.progress().contains(61L));
    for (int i = 0; i < watch.progress().size(); i++) {
      assertThat(watch.eventsBeforeProgress().get(i))
          .as("events before progress to %s", watch.progress().get(i))
          .isGreaterThanOrEqualTo((int) (watch.progress().get(i) - 1));
    }
  }

  /**
   * A client that resumed at a member which had been cut off got events from before the revision
   * from which it had asked.
   */
  @Test
  void issue15271WatchGoesBackInTimeAfterAPartition() {
    final Scenario story = new Scenario(5, 3);
    story.puts(story.leader(), "k", 10);
    story.healAndAgree();
    final SimMember behind = story.follower();
    story.isolate(behind);
    story.puts(story.leader() == behind ? story.follower() : story.leader(), "k", 100);
    final long seen = story.world().ledger().last();
    final ScenarioWatch watch = new ScenarioWatch(story.life(behind), "k", "l", seen + 1, 1);
    story.world().run(SimWorld.SECOND);
    watch.askProgress();
    story.world().network().mend();
    story.healAndAgree();
    story.puts(story.leader(), "k", 5);
    story.healAndAgree();
    story.await("events", () -> watch.revisions().size() >= 5);
    assertThat(watch.revisions()).isEqualTo(revisions(seen + 1, seen + 5));
  }

  /**
   * A watcher that moved between the synced and the lagging group around the same event was given
   * it by both.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void issue17247DuplicateEvent(long seed) {
    final Scenario story = new Scenario(seed, 1);
    final SimMember sole = story.member(0);
    final ScenarioWatch watch = new ScenarioWatch(story.life(sole), "k", "l", 2, 3);
    for (int i = 0; i < 150; i++) {
      story.beginPut(sole, "k" + i % 3, 0);
      watch.setReady(story.world().random().nextBoolean());
      story.world().run(story.world().random().nextLong(SimWorld.MILLI));
    }
    watch.setReady(true);
    story.await("all events", () -> watch.revisions().contains(151L));
    story.world().run(SimWorld.SECOND);
    assertThat(watch.revisions()).isEqualTo(revisions(2, 151));
    assertThat(watch.events(1)).isEqualTo(watch.events(0));
    assertThat(watch.events(2)).isEqualTo(watch.events(0));
  }

  /**
   * When a stream took nothing for long, what could not be sent to some of its many watchers was
   * counted as sent. Here a stream is starved under a load with many watchers, and its catch-up is
   * held up too.
   */
  @Test
  void issue17529EventsLostUnderStarvation() {
    final Scenario story = new Scenario(3, 1);
    final SimMember sole = story.member(0);
    final ScenarioWatch watch = new ScenarioWatch(story.life(sole), "k", "l", 2, 50);
    for (int round = 0; round < 4; round++) {
      watch.setReady(false);
      story.puts(sole, "k", 100);
      story.life(sole).scheduler().stall("watch", story.world().events().now() + SimWorld.SECOND);
      watch.setReady(true);
      story.puts(sole, "k", 100);
    }
    story.await("all events", () -> watch.events(49).size() >= 800);
    story.world().run(SimWorld.SECOND);
    for (int i = 0; i < 50; i++) {
      assertThat(watch.events(i)).as("watcher %d", i).hasSize(800).isEqualTo(watch.events(0));
    }
    assertThat(watch.revisions()).isEqualTo(revisions(2, 801));
  }

  /**
   * Compacting at the revision of a deletion took the deletion too, though the key had been written
   * again since: a watch from that revision began with the next put.
   */
  @Test
  void issue18089EventDroppedWhenCompactingAtADelete() {
    final Scenario story = new Scenario(4, 1);
    final SimMember sole = story.member(0);
    for (int i = 0; i < 3; i++) {
      story.put(sole, "k");
    }
    final long deleted = story.delete(sole, "k");
    final long written = story.put(sole, "k");
    story.compact(sole, deleted);
    checkFrom(story, sole, deleted, List.of(deleted, written));
    sole.crash(true);
    sole.start();
    story.awaitLeader();
    story.world().run(SimWorld.SECOND);
    checkFrom(story, sole, deleted, List.of(deleted, written));
  }

  /**
   * The same with nothing after it: a watch opened at the very revision of a compaction, which was
   * a deletion, missed it once the compaction had run, on some members and not on others.
   */
  @Test
  void issue19179DeleteMissingWhenAWatchOpensAtTheCompaction() {
    final Scenario story = new Scenario(6, 3);
    story.put(story.leader(), "k");
    story.put(story.leader(), "k2");
    final long first = story.delete(story.leader(), "k2");
    final long deleted = story.delete(story.leader(), "k");
    assertThat(first).isEqualTo(deleted - 1);
    story.compact(story.leader(), deleted);
    story.healAndAgree();
    story.world().run(2 * SimWorld.SECOND);
    for (SimMember member : story.world().members()) {
      checkFrom(story, member, deleted, List.of(deleted));
    }
    final SimMember restarted = story.follower();
    restarted.crash(false);
    restarted.start();
    story.healAndAgree();
    checkFrom(story, restarted, deleted, List.of(deleted));
  }

  /**
   * A watcher of a revision to come, at a member that lagged, was told of progress at the member's
   * own revision, went on from there, and got events from before the revision that it wanted.
   */
  @Test
  void issue20221WatchOnAFutureRevisionGetsOldEvents() {
    final Scenario story = new Scenario(8, 3);
    story.puts(story.leader(), "k", 10);
    story.healAndAgree();
    final SimMember lagging = story.follower();
    story.isolate(lagging);
    final long wanted = story.world().ledger().last() + 30;
    final ScenarioWatch watch = new ScenarioWatch(story.life(lagging), "k", "l", wanted, 1);
    for (int i = 0; i < 5; i++) {
      watch.askProgress();
      story.world().run(100 * SimWorld.MILLI);
    }
    assertThat(watch.progress()).as("progress before the start").isEmpty();
    story.puts(story.leader() == lagging ? story.follower() : story.leader(), "k", 40);
    story.world().network().mend();
    final List<Long> expected = new ArrayList<>(revisions(wanted, story.world().ledger().last()));
    for (int i = 0; i < 20; i++) {
      watch.askProgress();
      story.world().run(50 * SimWorld.MILLI);
    }
    story.healAndAgree();
    story.await("events", () -> watch.revisions().size() >= expected.size());
    story.world().run(SimWorld.SECOND);
    assertThat(watch.revisions()).isEqualTo(expected);
  }

  private static void checkFrom(Scenario story, SimMember member, long from, List<Long> expected) {
    final ScenarioWatch watch = new ScenarioWatch(story.life(member), "k", "l", from, 1);
    story.world().run(SimWorld.SECOND);
    assertThat(watch.revisions()).as(member.name()).isEqualTo(expected);
    watch.close();
  }
}
