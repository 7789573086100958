package io.cornerstone.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRotationTest {
  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;
  private static final String HALF = "x".repeat(600_000) + "\n";

  private final Path dir;
  private final Path file;

  LogRotationTest(@TempDir Path dir) {
    this.dir = dir;
    this.file = dir.resolve("member.log");
  }

  @Test
  void theSettingsAreEtcdsWithItsDefaults() {
    assertThat(LogRotation.parse("{\"maxsize\": 0, \"maxage\": 0, \"compress\": false}"))
        .isEqualTo(new LogRotation(100, 0, 0, false, false));
    assertThat(
            LogRotation.parse(
                "{\"maxsize\":1,\"maxage\":2,\"maxbackups\":3,\"localtime\":true,\"compress\":true}"))
        .isEqualTo(new LogRotation(1, 2, 3, true, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "[]", "{\"maxsize\":\"big\"}", "{\"maxage\":-1}", "{\"compress\":1}"})
  void whatIsNoSettingIsOneLine(String json) {
    assertThatThrownBy(() -> LogRotation.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("log rotation config");
  }

  @Test
  void aFullFileIsPutAsideWithItsTime() throws IOException {
    LogOutput log = open("{\"maxsize\":1}", 0);
    log.write(HALF);
    log.write(HALF);
    assertThat(names()).containsExactly("member-1970-01-01T00-00-00.000.log", "member.log");
    assertThat(file).hasSize(HALF.length());
  }

  @Test
  void aFileThatIsThereIsAppendedToAndCounts() throws IOException {
    Files.writeString(file, HALF);
    LogOutput log = open("{\"maxsize\":1}", 0);
    log.write("one\n");
    assertThat(file).hasSize(HALF.length() + 4);
    log.write(HALF);
    assertThat(names()).hasSize(2);
    assertThat(file).hasSize(HALF.length());
  }

  @Test
  void onlySoManyAreKept() throws IOException {
    for (int day = 0; day < 4; day++) {
      LogOutput log = open("{\"maxsize\":1,\"maxbackups\":2}", day * DAY_MILLIS);
      log.write(HALF);
      log.write(HALF);
    }
    assertThat(names())
        .containsExactly(
            "member-1970-01-03T00-00-00.000.log",
            "member-1970-01-04T00-00-00.000.log",
            "member.log");
  }

  @Test
  void oldOnesAreDeletedAndTheOthersPacked() throws IOException {
    Files.writeString(dir.resolve("member-notes.log"), "somebody's own");
    for (int day : new int[] {0, 9, 10}) {
      LogOutput log = open("{\"maxsize\":1,\"maxage\":3,\"compress\":true}", day * DAY_MILLIS);
      log.write(HALF);
      log.write(HALF);
    }
    assertThat(names())
        .containsExactly(
            "member-1970-01-10T00-00-00.000.log.gz",
            "member-1970-01-11T00-00-00.000.log.gz",
            "member-notes.log",
            "member.log");
  }

  private LogOutput open(String json, long wallMillis) throws IOException {
    LogBackups backups = new LogBackups(file, LogRotation.parse(json), Runnable::run);
    return FileOutput.open(file, Optional.of(backups), new ProcessLogTest.FixedClock(wallMillis));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
