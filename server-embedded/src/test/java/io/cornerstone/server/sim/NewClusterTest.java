package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.member.MemberProbe;
import io.cornerstone.server.member.MemberRemovedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The majority is lost for good, and who is left is made a cluster of its own. */
class NewClusterTest {
  private static final int OPEN = 5;

  private final Scenario story = new Scenario(1, 3);
  private final SimWorld world = story.world();

  /** Loses the power of all, and forces a new cluster of one. */
  private void force(SimMember left) {
    world.members().forEach(member -> member.crash(true));
    left.startForced();
    story.await("it leads", () -> story.leader() == left);
    story.put(left, "after");
  }

  private void assertAlone(SimMember left) {
    assertThat(story.running(left).members())
        .singleElement()
        .returns(left.id(), Member::getID)
        .returns(false, Member::getIsLearner);
    final MemberProbe probe = story.life(left).probe();
    assertThat(probe.config().voters()).containsExactly(left.id());
    assertThat(probe.config().learners()).isEmpty();
  }

  @Test
  void itKeepsTheWholeLogWhetherItKnowsThatItWasCommittedOrNot() {
    final SimMember left = story.leader();
    story.puts(left, "before", 20);
    story.isolate(left);
    for (int i = 0; i < OPEN; i++) {
      assertThat(story.beginPut(left, "open" + i, 0)).isNotDone();
    }
    world.run(SimWorld.SECOND / 2);
    final MemberProbe probe = story.life(left).probe();
    assertThat(probe.status().commitIndex()).isEqualTo(probe.status().lastIndex() - OPEN);
    force(left);
    assertAlone(left);
    for (int i = 0; i < OPEN; i++) {
      assertThat(story.await(story.get(left, "open" + i)).kvs()).hasSize(1);
    }
  }

  @Test
  void whoIsInTheLogAloneIsRemovedToo() {
    final SimMember left = story.leader();
    world.run(10 * SimWorld.SECOND); // Changes are refused before all are connected.
    story.isolate(left);
    final var added =
        story.running(left).changes().add(List.of("http://new:1"), true, Identity.NONE);
    world.run(SimWorld.SECOND / 2);
    assertThat(added).isNotDone();
    force(left);
    assertAlone(left);
  }

  @Test
  void whoComesBackHearsThatItWasRemoved() {
    final SimMember left = story.leader();
    final SimMember other = story.follower();
    force(left);
    other.start();
    story.await("the other stops", () -> other.life() == null);
    assertThat(other.lastFailure()).isInstanceOf(MemberRemovedException.class);
    story.put(left, "still");
  }

  @Test
  void aLearnerBecomesTheOnlyVoter() {
    world.run(10 * SimWorld.SECOND);
    final SimMember learner = story.join("http://learner:1");
    final long revision = story.put(story.leader(), "before");
    story.await("it has it", () -> story.running(learner).currentRevision() >= revision);
    force(learner);
    assertAlone(learner);
    assertThat(story.await(story.get(learner, "before")).kvs()).hasSize(1);
  }
}
