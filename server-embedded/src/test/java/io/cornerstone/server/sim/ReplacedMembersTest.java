package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.apply.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cluster of three is replaced member by member, leaders too, while it is written to: by learners
 * that are promoted, and each time somebody else is removed. Everything acknowledged is there in
 * the end, on members of which none was a founder.
 */
class ReplacedMembersTest {
  private final List<String> acknowledged = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyMemberIsReplaced(long seed) {
    final Scenario story = new Scenario(seed, 3);
    final SimWorld world = story.world();
    final RandomGenerator random = world.random();
    final List<SimMember> founders = List.copyOf(world.members());
    world.run(10 * SimWorld.SECOND); // Changes are refused before all are connected.
    for (SimMember founder : founders) {
      write(story);
      final SimMember joined = story.join("http://m" + world.members().size() + ":1");
      write(story);
      story.insist(
          "promote",
          () -> story.running(anyone(world)).changes().promote(joined.id(), Identity.NONE));
      story.insist(
          "remove",
          () -> story.running(anyone(world)).changes().remove(founder.id(), Identity.NONE));
      if (random.nextBoolean()) {
        founder.crash(random.nextBoolean()); // Before it may have heard.
        founder.start();
      }
      story.await("the removed one stops", () -> founder.life() == null);
      assertThat(founder.isRetired()).isTrue();
    }
    write(story);
    world.run(5 * SimWorld.SECOND);
    final List<SimMember> running =
        world.members().stream().filter(member -> member.life() != null).toList();
    assertThat(running).hasSize(3).doesNotContainAnyElementsOf(founders);
    for (SimMember member : running) {
      assertThat(story.running(member).members()).hasSize(3).noneMatch(Member::getIsLearner);
      for (String key : acknowledged) {
        assertThat(story.life(member).probe().store().range(KvClient.rangeOf(key)).kvs())
            .as(key)
            .hasSize(1);
      }
    }
  }

  private void write(Scenario story) {
    for (int i = 0; i < 30; i++) { // More than the log keeps, in the end: some need snapshots.
      final String key = "k" + acknowledged.size();
      story.insist(key, () -> story.beginPut(anyone(story.world()), key, 0));
      acknowledged.add(key);
    }
  }

  private static SimMember anyone(SimWorld world) {
    return Objects.requireNonNull(world.anyRunning());
  }
}
