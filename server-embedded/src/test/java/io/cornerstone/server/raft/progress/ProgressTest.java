package io.cornerstone.server.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.raft.progress.Progress.Mode;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final int WINDOW = 3;
  private static final long WINDOW_BYTES = 1000;

  private static Progress probing(long nextIndex) {
    return new Progress(2, nextIndex, WINDOW, WINDOW_BYTES);
  }

  private static Progress replicating(long matchIndex) {
    Progress progress = probing(matchIndex + 1);
    progress.accepted(matchIndex, 1);
    return progress;
  }

  @Test
  void probesOneMessageAtATime() {
    Progress progress = probing(10);
    assertThat(progress.isPaused()).isFalse();
    progress.appendSent(5, 0, 0);
    assertThat(progress.isPaused()).isTrue();
    assertThat(progress.nextIndex()).isEqualTo(10);
    assertThat(progress.accepted(14, 1)).isTrue();
    assertThat(progress.mode()).isEqualTo(Mode.REPLICATE);
    assertThat(progress.nextIndex()).isEqualTo(15);
    assertThat(progress.isPaused()).isFalse();
  }

  @Test
  void aRejectedProbeGoesBackByTheHint() {
    Progress progress = probing(10);
    progress.appendSent(1, 0, 0);
    assertThat(progress.rejected(7, 5)).as("answers another message").isFalse();
    assertThat(progress.rejected(9, 5)).isTrue();
    assertThat(progress.nextIndex()).isEqualTo(5);
    assertThat(progress.isPaused()).isFalse();
    progress.appendSent(1, 0, 0);
    assertThat(progress.rejected(4, 99)).as("a hint that leads nowhere").isTrue();
    assertThat(progress.nextIndex()).isEqualTo(4);
  }

  @Test
  void theWindowFillsByBytesToo() {
    Progress progress = replicating(9);
    progress.appendSent(1, WINDOW_BYTES - 1, 0);
    assertThat(progress.isPaused()).isFalse();
    progress.appendSent(1, WINDOW_BYTES, 0);
    assertThat(progress.isPaused()).isTrue();
    progress.accepted(10, 1);
    assertThat(progress.isPaused()).as("the second alone is too much").isTrue();
    progress.accepted(11, 1);
    assertThat(progress.isPaused()).isFalse();
  }

  @Test
  void theWindowFillsAndEmpties() {
    Progress progress = replicating(9);
    for (int i = 0; i < WINDOW; i++) {
      assertThat(progress.isPaused()).isFalse();
      progress.appendSent(2, 0, 0);
    }
    assertThat(progress.isPaused()).isTrue();
    assertThat(progress.nextIndex()).isEqualTo(16);
    progress.accepted(12, 1);
    assertThat(progress.inflightAppends()).as("[10,11] is answered, [12,13] is not").isEqualTo(2);
    progress.accepted(15, 1);
    assertThat(progress.inflightAppends()).isZero();
  }

  @Test
  void aRejectionWhileReplicatingFallsBackToWhatMatches() {
    Progress progress = replicating(9);
    progress.appendSent(2, 0, 0);
    progress.appendSent(2, 0, 0);
    assertThat(progress.rejected(9, 3)).as("known to match").isFalse();
    assertThat(progress.rejected(11, 3)).isTrue();
    assertThat(progress.mode()).isEqualTo(Mode.PROBE);
    assertThat(progress.nextIndex()).isEqualTo(10);
  }

  @Test
  void looksForLossesOncePerHeartbeat() {
    Progress progress = replicating(9);
    progress.heartbeatDue();
    assertThat(progress.signOfLife()).as("nothing in flight").isFalse();
    progress.appendSent(1, 0, 0);
    assertThat(progress.signOfLife()).as("not due yet").isFalse();
    progress.heartbeatDue();
    assertThat(progress.signOfLife()).isTrue();
    assertThat(progress.signOfLife()).isFalse();
  }

  @Test
  void anUnreachableFollowerIsLeftAloneUntilASignOfLife() {
    Progress progress = replicating(9);
    progress.appendSent(1, 0, 0);
    progress.unreachable();
    assertThat(progress.mode()).isEqualTo(Mode.PROBE);
    assertThat(progress.nextIndex()).isEqualTo(10);
    assertThat(progress.isPaused()).isTrue();
    progress.heartbeatDue();
    progress.signOfLife();
    assertThat(progress.isPaused()).isFalse();
  }

  @Test
  void snapshotEndsWithItsReport() {
    Progress progress = replicating(9);
    progress.snapshotNeeded();
    assertThat(progress.isPaused()).isTrue();
    assertThat(progress.rejected(12, 3)).isFalse();
    progress.unreachable();
    assertThat(progress.mode()).isEqualTo(Mode.SNAPSHOT);
    progress.snapshotSent(50, true);
    assertThat(progress.mode()).isEqualTo(Mode.PROBE);
    assertThat(progress.nextIndex()).isEqualTo(51);
    assertThat(progress.isPaused()).isFalse();
  }

  @Test
  void aFailedSnapshotWaitsForASignOfLife() {
    Progress progress = replicating(9);
    progress.snapshotNeeded();
    progress.snapshotSent(50, false);
    assertThat(progress.nextIndex()).isEqualTo(10);
    assertThat(progress.isPaused()).isTrue();
  }

  @Test
  void snapshotEndsWithTheFollowersOwnAnswer() {
    Progress progress = replicating(9);
    progress.snapshotNeeded();
    progress.accepted(20, 40);
    assertThat(progress.mode()).as("still before the log").isEqualTo(Mode.SNAPSHOT);
    progress.accepted(39, 40);
    assertThat(progress.mode()).isEqualTo(Mode.REPLICATE);
    assertThat(progress.nextIndex()).isEqualTo(40);
    progress.snapshotSent(30, true);
    assertThat(progress.mode()).as("a late report").isEqualTo(Mode.REPLICATE);
  }

  @Test
  void tellsTheCommitIndexOnce() {
    Progress progress = replicating(9);
    assertThat(progress.isCommitUntold(9)).isTrue();
    progress.appendSent(0, 0, 9);
    assertThat(progress.isCommitUntold(9)).isFalse();
    assertThat(progress.inflightAppends()).isZero();
    assertThat(progress.isCommitUntold(10)).isTrue();
  }

  @Test
  void activityIsTakenOnce() {
    Progress progress = probing(1);
    assertThat(progress.takeActive()).isFalse();
    progress.heard();
    assertThat(progress.takeActive()).isTrue();
    assertThat(progress.takeActive()).isFalse();
  }

  @Test
  void aWindowLargerThanTheRingGrows() {
    Progress progress = new Progress(2, 1, 100, WINDOW_BYTES);
    progress.accepted(0, 1);
    for (int i = 0; i < 100; i++) {
      assertThat(progress.isPaused()).isFalse();
      progress.appendSent(1, 0, 0);
      if (i == 5) {
        progress.accepted(3, 1); // The ring wraps before it grows.
        progress.appendSent(1, 0, 0);
        progress.appendSent(1, 0, 0);
        progress.appendSent(1, 0, 0);
      }
    }
    assertThat(progress.isPaused()).isTrue();
    progress.accepted(53, 1);
    assertThat(progress.inflightAppends()).isEqualTo(50);
  }
}
