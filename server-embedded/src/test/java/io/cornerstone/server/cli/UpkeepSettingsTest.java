package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.Upkeep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpkeepSettingsTest {
  private static Upkeep upkeep(String... arguments) {
    return ServerSettings.toConfig(
            CommandLine.read(ServerFlags.table(), List.of(arguments), Map.of()))
        .upkeep();
  }

  @Test
  void nothingIsCompactedByDefault() {
    assertThat(upkeep()).isEqualTo(Upkeep.NONE);
    assertThat(upkeep("--auto-compaction-mode=revision")).isEqualTo(Upkeep.NONE);
  }

  @Test
  void aBareNumberIsHours() {
    assertThat(upkeep("--auto-compaction-retention=3"))
        .isEqualTo(Upkeep.NONE.keepingHistory(Duration.ofHours(3)));
  }

  @Test
  void aDurationMayHaveManyParts() {
    assertThat(history("1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(history("1.5s")).isEqualTo(Duration.ofMillis(1500));
    assertThat(history("100ms20us3ns")).isEqualTo(Duration.ofNanos(100_020_003));
    assertThat(history("0s")).isEqualTo(Duration.ZERO);
  }

  private static Duration history(String text) {
    return upkeep("--auto-compaction-mode=periodic", "--auto-compaction-retention=" + text)
        .historyKept();
  }

  @Test
  void revisionsAreCounted() {
    assertThat(upkeep("--auto-compaction-mode=revision", "--auto-compaction-retention=1000"))
        .isEqualTo(Upkeep.NONE.keepingRevisions(1000));
  }

  @Test
  void dataIsComparedIfWanted() {
    assertThat(upkeep("--experimental-corrupt-check-time=5m"))
        .isEqualTo(Upkeep.NONE.checkingEvery(Duration.ofMinutes(5)));
    assertThat(upkeep("--experimental-initial-corrupt-check"))
        .isEqualTo(Upkeep.NONE.checkingAtFirst(true));
    assertBad("must be a duration", "--experimental-corrupt-check-time=-5m");
  }

  @Test
  void theMoreFrequentComparisonCounts() {
    String gate = "--feature-gates=CompactHashCheck=true";
    assertThat(upkeep("--compact-hash-check-time=2m")).isEqualTo(Upkeep.NONE);
    assertThat(upkeep(gate).corruptCheckTime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(upkeep(gate, "--corrupt-check-time=2s").corruptCheckTime())
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(upkeep(gate, "--corrupt-check-time=2h").corruptCheckTime())
        .isEqualTo(Duration.ofMinutes(1));
    assertBad("must be >0", "--compact-hash-check-time=0");
  }

  @Test
  void zeroIsTheDefaultOfSteps() {
    assertThat(upkeep("--compaction-batch-limit=0", "--compaction-sleep-interval=0"))
        .isEqualTo(Upkeep.NONE);
    assertThat(upkeep("--compaction-batch-limit=5", "--compaction-sleep-interval=6ms"))
        .isEqualTo(Upkeep.NONE.compactingInSteps(5, Duration.ofMillis(6)));
    assertThat(upkeep("--watch-progress-notify-interval=0")).isEqualTo(Upkeep.NONE);
    assertThat(upkeep("--experimental-watch-progress-notify-interval=1s"))
        .isEqualTo(Upkeep.NONE.tellingProgressEvery(Duration.ofSeconds(1)));
  }

  @Test
  void whatMakesNoSenseIsRefusedInOneLine() {
    assertBad("must be one of periodic, revision", "--auto-compaction-mode=daily");
    assertBad("--auto-compaction-retention", "--auto-compaction-retention=-1h");
    assertBad("\"-1\"", "--auto-compaction-retention=-1");
    assertBad("a duration like 1h30m", "--auto-compaction-retention=1d");
    assertBad("a duration like", "--auto-compaction-retention=99999999999999999");
    assertBad(
        "a number of revisions",
        "--auto-compaction-mode=revision",
        "--auto-compaction-retention=5m");
  }

  private static void assertBad(String reason, String... arguments) {
    assertThatThrownBy(() -> upkeep(arguments))
        .isInstanceOf(BadUsageException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }
}
