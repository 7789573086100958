package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member whose data was changed behind its back is found by the others, and by itself. */
class CorruptionCheckTest {
  private final SimWorld world = new SimWorld(1, 3);
  private final Scenario story = Scenario.in(world);

  private CompletableFuture<?> put(String key) {
    final CompletableFuture<?> result = story.beginPut(story.leader(), key, 0);
    world.run(SimWorld.SECOND);
    return result;
  }

  private void startAll() {
    world.members().forEach(SimMember::start);
    world.run(5 * SimWorld.SECOND);
  }

  /** Starts all so that another than {@code last} leads. */
  private void startAsLast(SimMember last) {
    world.members().stream().filter(member -> member != last).forEach(SimMember::start);
    world.run(5 * SimWorld.SECOND);
    last.start();
    world.run(5 * SimWorld.SECOND);
  }

  /** Ends all members and writes something straight into the store of one. */
  private SimMember corruptOne() throws IOException {
    final SimMember victim = story.follower();
    world.members().forEach(member -> member.crash(false));
    victim.tamper("evil");
    return victim;
  }

  @Test
  void theLeaderRaisesAnAlarmForWhoHasOtherData() throws IOException {
    startAll();
    assertThat(put("a")).isCompleted();
    final SimMember victim = corruptOne();
    startAsLast(victim);
    assertThat(put("b")).isCompleted();
    world
        .members()
        .forEach(member -> story.running(member).checkForCorruption(Duration.ofSeconds(10)));
    world.run(30 * SimWorld.SECOND);
    final AlarmMember alarm =
        AlarmMember.newBuilder().setMemberID(victim.id()).setAlarm(AlarmType.CORRUPT).build();
    for (SimMember member : world.members()) {
      assertThat(story.running(member).alarms()).containsExactly(alarm);
    }
    assertThatThrownBy(() -> put("c").join())
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.error()).isEqualTo(EtcdError.CORRUPT));
  }

  @Test
  void whoComparesFindsOtherData() throws IOException {
    startAll();
    assertThat(put("a")).isCompleted();
    final SimMember victim = corruptOne();
    startAsLast(victim);
    assertThat(put("b")).isCompleted();
    final CompletableFuture<Void> compared = story.running(victim).compareWithPeers();
    world.run(5 * SimWorld.SECOND);
    // It is ahead of the others by what was written to it; they can only say so later.
    assertThat(compared).isCompleted();
    assertThat(put("c")).isCompleted();
    final CompletableFuture<Void> leaders = story.running(story.leader()).compareWithPeers();
    world.run(5 * SimWorld.SECOND);
    assertThatThrownBy(leaders::join)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found data inconsistency")
        .hasMessageContaining(Long.toHexString(victim.id()));
  }

  @Test
  void equalDataRaisesNoAlarmWhileEverybodyWrites() {
    startAll();
    world
        .members()
        .forEach(member -> story.running(member).checkForCorruption(Duration.ofSeconds(1)));
    world.members().forEach(member -> story.running(member).compactByRevisions(5));
    for (int i = 0; i < 20; i++) {
      assertThat(put("key" + i % 7)).isCompleted();
    }
    final CompletableFuture<Void> compared =
        story.running(world.members().get(0)).compareWithPeers();
    world.run(400 * SimWorld.SECOND);
    assertThat(compared).isCompleted();
    assertThat(put("last")).isCompleted();
    world.run(5 * SimWorld.SECOND);
    for (SimMember member : world.members()) {
      assertThat(story.running(member).alarms()).isEmpty();
      assertThat(story.life(member).probe().store().compactRevision()).isEqualTo(16);
    }
  }

  @Test
  void aMemberAloneIsLikeItself() {
    final SimMember alone = world.members().get(0);
    alone.start();
    world.run(SimWorld.SECOND);
    final CompletableFuture<Void> compared = story.running(alone).compareWithPeers();
    world.run(SimWorld.SECOND);
    assertThat(compared).isCompleted();
  }
}
