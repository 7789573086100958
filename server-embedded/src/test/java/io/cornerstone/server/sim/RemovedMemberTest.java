package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.member.MemberRemovedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Members leave a cluster at work, the leader among them. Who has left stops by itself; the others
 * go on, also without one more member, which the smaller quorum allows and the larger did not.
 */
class RemovedMemberTest {
  private static final int FOUNDERS = 5;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whoHasLeftStopsAndTheOthersGoOn(long seed) {
    final Scenario story = new Scenario(seed, FOUNDERS);
    story.world().run(10 * SimWorld.SECOND); // Changes are refused before all are connected.
    final SimMember follower = story.follower();
    remove(story, story.leader(), follower);
    final SimMember leader = story.leader();
    remove(story, leader, leader);
    final SimMember next = story.leader();
    assertThat(next).isNotEqualTo(leader);
    story.put(next, "k");
    final long term = story.life(next).probe().status().term();
    leader.start(); // Perhaps it does not know; it must not disturb those who stay.
    story.world().run(10 * SimWorld.SECOND);
    assertThat(story.life(next).probe().status().term()).isEqualTo(term);
    leader.crash(true);
    final SimMember third =
        story.world().members().stream()
            .filter(member -> member.life() != null && member != next)
            .findFirst()
            .orElseThrow();
    third.crash(true);
    story.put(next, "k");
    third.start();
    story.puts(next, "k", 100);
    story.await(
        "all have it",
        () ->
            story.world().members().stream()
                .filter(member -> member != leader && member != follower)
                .allMatch(
                    member ->
                        story.running(member).currentRevision() == story.world().ledger().last()));
  }

  private static void remove(Scenario story, SimMember at, SimMember leaving) {
    story.await(story.running(at).changes().remove(leaving.id(), Identity.NONE));
    story.put(story.leader() == leaving ? other(story, leaving) : story.leader(), "k");
    story.await("the removed member stops", () -> leaving.life() == null);
    assertThat(leaving.lastFailure()).isInstanceOf(MemberRemovedException.class);
  }

  private static SimMember other(Scenario story, SimMember than) {
    return story.world().members().stream()
        .filter(member -> member.life() != null && member != than)
        .findFirst()
        .orElseThrow();
  }
}
