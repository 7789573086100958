package io.cornerstone.server.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.raft.quorum.VoteTally.Outcome;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class QuorumTest {
  private static MajorityQuorum of(Long... voters) {
    SortedSet<Long> set = new TreeSet<>(List.of(voters));
    return new MajorityQuorum(set);
  }

  private static JointQuorum only(Long... voters) {
    return new JointQuorum(new TreeSet<>(List.of(voters)), new TreeSet<>());
  }

  @Test
  void moreThanHalfDecide() {
    assertThat(of(1L).size()).isEqualTo(1);
    assertThat(of(1L, 2L).size()).isEqualTo(2);
    assertThat(of(1L, 2L, 3L).size()).isEqualTo(2);
    assertThat(of(1L, 2L, 3L, 4L).size()).isEqualTo(3);
    assertThat(of(1L, 2L, 3L, 4L, 5L).size()).isEqualTo(3);
  }

  @Test
  void reachedIsWhatAMajorityHas() {
    long[] values = {0, 7, 3, 9, 3, 8};
    assertThat(of(1L).reached(v -> values[(int) v])).isEqualTo(7);
    assertThat(of(1L, 2L).reached(v -> values[(int) v])).isEqualTo(3);
    assertThat(of(1L, 2L, 3L).reached(v -> values[(int) v])).isEqualTo(7);
    assertThat(of(1L, 2L, 3L, 4L).reached(v -> values[(int) v])).isEqualTo(3);
    assertThat(of(1L, 2L, 3L, 4L, 5L).reached(v -> values[(int) v])).isEqualTo(7);
  }

  @Test
  void nobodyDecidesWithoutVoters() {
    assertThat(of().reached(v -> 5)).isZero();
    assertThat(of().hasMajority(v -> true)).isFalse();
  }

  @Test
  void soleVoterIsOnlyTheOne() {
    assertThat(of(4L).isSoleVoter(4)).isTrue();
    assertThat(of(4L).isSoleVoter(5)).isFalse();
    assertThat(of(4L, 5L).isSoleVoter(4)).isFalse();
  }

  @Test
  void aVoteIsWonOrLostAsSoonAsItIsCertain() {
    VoteTally won = new VoteTally(only(1L, 2L, 3L));
    won.record(1, true);
    assertThat(won.outcome()).isEqualTo(Outcome.PENDING);
    won.record(2, false);
    assertThat(won.outcome()).isEqualTo(Outcome.PENDING);
    won.record(3, true);
    assertThat(won.outcome()).isEqualTo(Outcome.WON);

    VoteTally lost = new VoteTally(only(1L, 2L, 3L, 4L));
    lost.record(1, true);
    lost.record(2, false);
    assertThat(lost.outcome()).isEqualTo(Outcome.PENDING);
    lost.record(3, false);
    assertThat(lost.outcome()).isEqualTo(Outcome.LOST);
  }

  @Test
  void aVoterCountsOnceAndAStrangerNotAtAll() {
    VoteTally tally = new VoteTally(only(1L, 2L, 3L));
    tally.record(1, true);
    tally.record(1, true);
    tally.record(9, true);
    assertThat(tally.outcome()).isEqualTo(Outcome.PENDING);
    tally.record(2, false);
    tally.record(2, true);
    assertThat(tally.outcome()).as("the first answer stands").isEqualTo(Outcome.PENDING);
  }
}
