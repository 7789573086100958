package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.MemberTuning;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A compaction that takes longer than a request may, with nothing applied meanwhile. */
class SlowCompactionTest {
  private static final int KEYS = 20;
  private static final int VALUE_CHARS = 2000;

  /** A key a second. */
  private static final MemberTuning SLOW =
      new MemberTuning(
          1, true, true, Duration.ofMillis(100), Duration.ofMinutes(10), 1, Duration.ofSeconds(1));

  private final LoneMember lone = LoneMember.start(SLOW);
  private long revision;

  SlowCompactionTest() throws IOException {
    for (int i = 0; i < 3 * KEYS; i++) {
      revision = lone.put("key" + i % KEYS, "v".repeat(VALUE_CHARS)).join().revision();
    }
  }

  private CompletableFuture<Outcome> compact(boolean physical) {
    return lone.propose(
        CommandKind.COMPACT,
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(physical).build());
  }

  @Test
  void itsCallerIsAnsweredAtItsEndHoweverLongItTakes() {
    CompletableFuture<Outcome> done = compact(true);
    lone.run(15_000); // A request may take 7 s.
    assertThat(done).isNotDone();
    lone.run(60_000);
    assertThat(done).isCompleted();
  }

  @Test
  void whoDoesNotAskForItsEndIsAnsweredAtOnce() {
    assertThat(compact(false)).isCompleted();
  }

  @Test
  void whatItFoundDeadLeavesTheDiskWithoutAnotherWrite() {
    CompletableFuture<Outcome> done = compact(true);
    lone.run(75_000);
    assertThat(done).isCompleted();
    long before = lone.running().storeBytes();
    CompletableFuture<Void> defragmented = lone.running().defragment();
    lone.run(1000);
    assertThat(defragmented).isCompleted();
    assertThat(before - lone.running().storeBytes()).isGreaterThan(2 * KEYS * VALUE_CHARS - 1);
  }
}
