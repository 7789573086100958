package io.cornerstone.server.raft.quorum;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * A fixed set of voters of which more than half decide. Two majorities always share a voter; all of
 * Raft's safety rests on that. Owned by one core: the scratch array is reused between calls.
 */
public final class MajorityQuorum {
  private final long[] voters; // Sorted, without duplicates.
  private final long[] scratch;

  public MajorityQuorum(SortedSet<Long> voters) {
    this.voters = voters.stream().mapToLong(Long::longValue).toArray();
    this.scratch = new long[this.voters.length];
  }

  /** How many voters decide; 1 if there is no voter, so that nobody decides. */
  public int size() {
    return voters.length / 2 + 1;
  }

  public boolean isVoter(long member) {
    return Arrays.binarySearch(voters, member) >= 0;
  }

  /** True if this member alone is the whole quorum. */
  public boolean isSoleVoter(long member) {
    return voters.length == 1 && voters[0] == member;
  }

  /**
   * The highest value that a majority has reached; each voter's value may only grow.
   *
   * @param valueOf the value of a voter: its match index, or the last read round it confirmed
   */
  public long reached(LongUnaryOperator valueOf) {
    if (voters.length == 0) {
      return 0;
    }
    for (int i = 0; i < voters.length; i++) {
      scratch[i] = valueOf.applyAsLong(voters[i]);
    }
    Arrays.sort(scratch);
    return scratch[voters.length - size()];
  }

  /** Whether a majority of the voters satisfies {@code holds}. */
  public boolean hasMajority(LongPredicate holds) {
    int count = 0;
    for (long voter : voters) {
      if (holds.test(voter)) {
        count++;
      }
    }
    return count >= size();
  }
}
