package io.cornerstone.server.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The quorum against counting by definition: every set that contains both majorities decides. */
class JointQuorumPropertyTest {
  private static final int MEMBERS = 8;

  @Test
  void agreesWithCountingByDefinition() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      SortedSet<Long> voters = anyOf(random, 1 + random.nextInt(5));
      SortedSet<Long> outgoing =
          random.nextBoolean() ? new TreeSet<>() : anyOf(random, 1 + random.nextInt(5));
      JointQuorum quorum = new JointQuorum(voters, outgoing);
      long[] values = LongStream.generate(() -> random.nextInt(6)).limit(MEMBERS + 1).toArray();
      String what = voters + " out of " + outgoing + ", round " + round;
      assertThat(quorum.reached(member -> values[(int) member]))
          .as(what)
          .isEqualTo(reachedByDefinition(voters, outgoing, values));
      SortedSet<Long> yes = anyOf(random, random.nextInt(MEMBERS));
      SortedSet<Long> no = anyOf(random, random.nextInt(MEMBERS));
      no.removeAll(yes);
      assertThat(quorum.hasMajority(yes::contains))
          .as(what)
          .isEqualTo(decides(voters, outgoing, yes));
      assertThat(tally(quorum, yes, no)).as(what).isEqualTo(outcome(voters, outgoing, yes, no));
    }
  }

  @Test
  void anyTwoDecisionsOneStepApartShareAVoter() {
    Random random = new Random(8);
    for (int round = 0; round < 5_000; round++) {
      SortedSet<Long> before = anyOf(random, 1 + random.nextInt(4));
      SortedSet<Long> after = anyOf(random, 1 + random.nextInt(4));
      SortedSet<Long> deciding = anyOf(random, MEMBERS / 2);
      JointQuorum joint = new JointQuorum(after, before);
      Set<Long> rest = anyOf(random, MEMBERS);
      rest.removeAll(deciding);
      if (joint.hasMajority(deciding::contains)) {
        assertThat(new JointQuorum(before, new TreeSet<>()).hasMajority(rest::contains)).isFalse();
        assertThat(new JointQuorum(after, new TreeSet<>()).hasMajority(rest::contains)).isFalse();
      }
    }
  }

  private static VoteTally.Outcome tally(JointQuorum quorum, Set<Long> yes, Set<Long> no) {
    VoteTally tally = new VoteTally(quorum);
    yes.forEach(member -> tally.record(member, true));
    no.forEach(member -> tally.record(member, false));
    return tally.outcome();
  }

  private static VoteTally.Outcome outcome(
      Set<Long> voters, Set<Long> outgoing, Set<Long> yes, Set<Long> no) {
    if (decides(voters, outgoing, yes)) {
      return VoteTally.Outcome.WON;
    }
    Set<Long> possible = new TreeSet<>();
    for (long member = 1; member <= MEMBERS; member++) {
      if (!no.contains(member)) {
        possible.add(member);
      }
    }
    return decides(voters, outgoing, possible) ? VoteTally.Outcome.PENDING : VoteTally.Outcome.LOST;
  }

  private static long reachedByDefinition(Set<Long> voters, Set<Long> outgoing, long[] values) {
    long reached = 0;
    for (long value = 1; value <= 6; value++) {
      Set<Long> holders = new TreeSet<>();
      for (long member = 1; member <= MEMBERS; member++) {
        if (values[(int) member] >= value) {
          holders.add(member);
        }
      }
      if (decides(voters, outgoing, holders)) {
        reached = value;
      }
    }
    return reached;
  }

  private static boolean decides(Set<Long> voters, Set<Long> outgoing, Set<Long> members) {
    return isMajority(voters, members) && (outgoing.isEmpty() || isMajority(outgoing, members));
  }

  private static boolean isMajority(Set<Long> voters, Set<Long> members) {
    return 2 * voters.stream().filter(members::contains).count() > voters.size();
  }

  private static SortedSet<Long> anyOf(Random random, int count) {
    SortedSet<Long> members = new TreeSet<>();
    while (members.size() < count) {
      members.add(1L + random.nextInt(MEMBERS));
    }
    return members;
  }
}
