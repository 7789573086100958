package io.cornerstone.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftLogTest {
  private static final LogPosition AFTER_THREE = new LogPosition(1, 3);

  /** A log of these terms, the first at {@code first}. */
  private static List<Entry> entries(long first, long... terms) {
    List<Entry> entries = new ArrayList<>();
    for (long term : terms) {
      entries.add(new Entry(term, first + entries.size(), Entry.Type.COMMAND, ByteString.EMPTY));
    }
    return entries;
  }

  private static RaftLog log(long... terms) {
    return new RaftLog(LogPosition.ZERO, entries(1, terms), 0, 0);
  }

  @Test
  void knowsItsPositions() {
    RaftLog log = new RaftLog(AFTER_THREE, entries(4, 1, 2), 4, 3);
    assertThat(log.firstIndex()).isEqualTo(4);
    assertThat(log.last()).isEqualTo(new LogPosition(2, 5));
    assertThat(log.termAt(3)).isEqualTo(1);
    assertThat(log.matches(AFTER_THREE)).isTrue();
    assertThat(log.matches(new LogPosition(1, 2))).isFalse();
    assertThat(log.matches(new LogPosition(1, 5))).isFalse();
    assertThat(log.takeCommitted(1000)).isEqualTo(entries(4, 1));
    assertThat(log.takeCommitted(1000)).isEmpty();
  }

  @Test
  void mergeKeepsWhatIsThere() {
    RaftLog log = log(1, 1, 1);
    assertThat(log.merge(new LogPosition(1, 1), entries(2, 1))).isZero();
    assertThat(log.lastIndex()).isEqualTo(3);
    assertThat(log.merge(new LogPosition(1, 2), entries(3, 1, 2))).isZero();
    assertThat(log.last()).isEqualTo(new LogPosition(2, 4));
    assertThat(log.takeUnwritten()).isEqualTo(entries(4, 2));
  }

  @Test
  void mergeReplacesFromTheFirstDifferenceOn() {
    RaftLog log = log(1, 1, 1, 1);
    assertThat(log.merge(new LogPosition(1, 1), entries(2, 1, 3))).isEqualTo(3);
    assertThat(log.last()).isEqualTo(new LogPosition(3, 3));
    assertThat(log.durableIndex()).isEqualTo(2);
    assertThat(log.takeUnwritten()).isEqualTo(entries(3, 3));
  }

  @Test
  void neverReplacesWhatIsCommitted() {
    RaftLog log = log(1, 1, 1);
    log.commitTo(2);
    assertThatThrownBy(() -> log.merge(new LogPosition(1, 1), entries(2, 2)))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("committed up to 2");
  }

  @Test
  void commitNeverFallsAndNeverPassesTheEnd() {
    RaftLog log = log(1, 1);
    log.commitTo(2);
    log.commitTo(1);
    assertThat(log.commitIndex()).isEqualTo(2);
    assertThatThrownBy(() -> log.commitTo(3)).isInstanceOf(InvariantViolation.class);
  }

  @Test
  void aLateReportOfWhatWasCutSaysNothing() {
    RaftLog log = log(1);
    log.append(entries(2, 1).get(0));
    log.append(entries(3, 1).get(0));
    log.takeUnwritten();
    log.merge(new LogPosition(1, 1), entries(2, 2, 2));
    log.persisted(new LogPosition(1, 3));
    assertThat(log.durableIndex()).isEqualTo(1);
    log.persisted(new LogPosition(2, 2));
    assertThat(log.durableIndex()).isEqualTo(2);
    log.persisted(new LogPosition(1, 1));
    assertThat(log.durableIndex()).as("reports that cross").isEqualTo(2);
  }

  @Test
  void handsOutCommittedEntriesInBoundedChunks() {
    RaftLog log = log(1, 1, 1, 1, 1);
    log.commitTo(5);
    long two = 2 * EntryRing.weigh(entries(1, 1).get(0));
    assertThat(log.takeCommitted(two)).hasSize(2);
    assertThat(log.takeCommitted(1)).as("one always fits").hasSize(1);
    assertThat(log.takeCommitted(two)).hasSize(2);
    assertThat(log.hasCommitted()).isFalse();
  }

  @Test
  void restoreBeginsAfterTheSnapshot() {
    RaftLog log = log(1, 1, 1);
    log.restore(new LogPosition(4, 9));
    assertThat(log.firstIndex()).isEqualTo(10);
    assertThat(log.commitIndex()).isEqualTo(9);
    assertThat(log.hasCommitted()).isFalse();
    assertThat(log.hasUnwritten()).isFalse();
    log.persisted(new LogPosition(4, 9));
    assertThat(log.durableIndex()).isEqualTo(9);
    assertThatThrownBy(() -> log.restore(new LogPosition(4, 8)))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void compactionIsBoundedByWhatIsAppliedAndKnownHere() {
    RaftLog log = log(1, 1, 1, 1);
    log.commitTo(3);
    assertThatThrownBy(() -> log.compact(2)).isInstanceOf(InvariantViolation.class);
    log.takeCommitted(1000);
    long bytes = log.bytes();
    log.compact(2);
    assertThat(log.firstIndex()).isEqualTo(3);
    assertThat(log.bytes()).isEqualTo(bytes / 2);
    log.compact(1);
    assertThat(log.firstIndex()).isEqualTo(3);
  }

  @Test
  void aStateMachineAheadOfTheLogWaitsForIt() {
    RaftLog log = new RaftLog(LogPosition.ZERO, entries(1, 1, 1), 9, 4);
    assertThat(log.commitIndex()).as("as far as there are entries").isEqualTo(2);
    assertThat(log.hasCommitted()).isFalse();
    log.merge(new LogPosition(1, 2), entries(3, 2, 2, 2));
    log.commitTo(5);
    log.compact(4);
    assertThat(log.firstIndex()).as("what is not written stays").isEqualTo(3);
    assertThat(log.takeUnwritten()).isEqualTo(entries(3, 2, 2, 2));
    assertThat(log.takeCommitted(1000)).as("4 is applied").isEqualTo(entries(5, 2));
  }

  @Test
  void refusesAStateMachineThatLacksWhatIsCompacted() {
    assertThatThrownBy(() -> new RaftLog(AFTER_THREE, List.of(), 3, 2))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void latestAgreementSkipsWholeTerms() {
    RaftLog log = log(1, 1, 4, 4, 5);
    assertThat(log.latestAgreement(new LogPosition(3, 5))).isEqualTo(new LogPosition(1, 2));
    assertThat(log.latestAgreement(new LogPosition(4, 3))).isEqualTo(new LogPosition(4, 3));
    assertThat(log.latestAgreement(new LogPosition(9, 99))).isEqualTo(new LogPosition(5, 5));
    assertThat(log.latestAgreement(new LogPosition(0, 4))).isEqualTo(LogPosition.ZERO);
    RaftLog compacted = new RaftLog(AFTER_THREE, entries(4, 2), 3, 3);
    assertThat(compacted.latestAgreement(new LogPosition(1, 2))).isNull();
    assertThat(compacted.latestAgreement(new LogPosition(0, 4))).isNull();
    assertThat(compacted.latestAgreement(new LogPosition(1, 4))).isEqualTo(AFTER_THREE);
  }
}
