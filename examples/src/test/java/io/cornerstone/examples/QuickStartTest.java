package io.cornerstone.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class QuickStartTest {
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everyJobIsDoneThoughTheLeaderIsKilled() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    new QuickStart(new PrintStream(printed, true, UTF_8)).run();

    List<String> lines = printed.toString(UTF_8).lines().toList();
    assertThat(lines).anyMatch(line -> line.startsWith("Killed the leader, "));
    assertThat(lines.stream().filter(line -> line.startsWith("anna holds the lock"))).hasSize(3);
    assertThat(lines.stream().filter(line -> line.startsWith("bert holds the lock"))).hasSize(3);
    assertThat(lines.stream().filter(line -> line.contains("[watch]") && line.contains("'s job ")))
        .hasSizeGreaterThanOrEqualTo(6);
    assertThat(lines.get(lines.size() - 1)).startsWith("Done");
  }
}
