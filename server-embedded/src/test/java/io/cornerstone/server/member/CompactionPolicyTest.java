package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In these tests the store begins at revision 1 and gets one more each minute. */
class CompactionPolicyTest {
  private static final long START = 77_000_000_000L;

  /** One compaction: how many minutes after the start, and at which revision. */
  private record Compacted(long minute, long revision) {}

  private static List<Compacted> run(
      CompactionPolicy policy, Duration whole, long leadsFromMinute) {
    final List<Compacted> compacted = new ArrayList<>();
    final long pause = policy.pause().toNanos();
    for (long now = START + pause; now <= START + whole.toNanos(); now += pause) {
      final long minute = Duration.ofNanos(now - START).toMinutes();
      final long due = policy.due(now, 1 + minute, minute >= leadsFromMinute);
      if (due > 0) {
        compacted.add(new Compacted(minute, due));
        policy.done(now, due);
      }
    }
    return compacted;
  }

  @Test
  void aShortPeriodIsKeptAtEveryMoment() {
    final var policy = new PeriodicCompaction(Duration.ofMinutes(10), START, 1);
    assertThat(policy.pause()).isEqualTo(Duration.ofMinutes(1));
    assertThat(run(policy, Duration.ofMinutes(35), 0))
        .containsExactly(new Compacted(10, 1), new Compacted(20, 11), new Compacted(30, 21));
  }

  @Test
  void aLongPeriodIsCompactedEveryHourOnceItHasPassed() {
    final var policy = new PeriodicCompaction(Duration.ofHours(3), START, 1);
    assertThat(policy.pause()).isEqualTo(Duration.ofMinutes(6));
    assertThat(run(policy, Duration.ofHours(6), 0))
        .containsExactly(
            new Compacted(180, 1),
            new Compacted(240, 61),
            new Compacted(300, 121),
            new Compacted(360, 181));
  }

  @Test
  void aMemberThatBeginsToLeadKnowsWhatWasAPeriodAgo() {
    final var policy = new PeriodicCompaction(Duration.ofMinutes(10), START, 1);
    assertThat(run(policy, Duration.ofMinutes(28), 25)).containsExactly(new Compacted(25, 16));
  }

  @Test
  void aStoreThatDoesNotChangeIsCompactedOnce() {
    final var policy = new PeriodicCompaction(Duration.ofMinutes(10), START, 1);
    final long minute = Duration.ofMinutes(1).toNanos();
    int compacted = 0;
    for (int i = 1; i < 60; i++) {
      final long due = policy.due(START + i * minute, 1, true);
      if (due > 0) {
        compacted++;
        policy.done(START + i * minute, due);
      }
    }
    assertThat(compacted).isEqualTo(1);
  }

  @Test
  void aFailedCompactionIsTriedAgainAtTheNextLook() {
    final var policy = new PeriodicCompaction(Duration.ofMinutes(1), START, 1);
    final long minute = Duration.ofMinutes(1).toNanos();
    assertThat(policy.due(START + minute, 5, true)).isEqualTo(1);
    assertThat(policy.due(START + minute + minute / 10, 6, true)).isEqualTo(1);
    policy.done(START + minute + minute / 10, 1);
    assertThat(policy.due(START + minute + minute / 5, 7, true)).isZero();
  }

  @Test
  void aNumberOfRevisionsIsKept() {
    final var policy = new RevisionCompaction(8);
    assertThat(policy.pause()).isEqualTo(Duration.ofMinutes(5));
    assertThat(run(policy, Duration.ofMinutes(24), 14))
        .containsExactly(new Compacted(15, 8), new Compacted(20, 13));
    assertThat(policy.due(START, 21, true)).isZero(); // Done already.
    assertThat(policy.due(START, 8, true)).isZero();
  }
}
