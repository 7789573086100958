package io.cornerstone.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cornerstone.server.env.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class ProcessLogTest {
  private final List<String> lines = new ArrayList<>();

  private ProcessLog log(LogSettings settings) {
    return new ProcessLog(settings, List.of(lines::add), new FixedClock(1_500), System.err);
  }

  /** The wall clock stands at so many milliseconds after 1970. */
  record FixedClock(long wallMillis) implements Clock {
    @Override
    public long monotonicNanos() {
      return 0;
    }
  }

  @SuppressWarnings("NullAway") // It does not read from a class file that elements may be null.
  private static void write(ProcessLog log, String pattern, @Nullable Object... arguments) {
    log.write(Level.WARN, "member/RaftLoop.java:12", MessageParts.of(pattern, arguments), null);
  }

  @Test
  void aJsonLineHasEtcdsFieldsInEtcdsOrder() {
    write(
        log(LogSettings.DEFAULT),
        "peer {} lost: peer={} took={} urls={}",
        7,
        "a\"b\n",
        12L,
        List.of("u"));
    assertThat(lines)
        .containsExactly(
            "{\"level\":\"warn\",\"ts\":\"1970-01-01T00:00:01.500000Z\","
                + "\"caller\":\"member/RaftLoop.java:12\",\"msg\":\"peer 7 lost\","
                + "\"peer\":\"a\\\"b\\n\",\"took\":12,\"urls\":[\"u\"]}\n");
  }

  @Test
  void aConsoleLineHasTheSameInColumns() {
    write(log(LogSettings.DEFAULT.withFormat(LogSettings.Format.CONSOLE)), "lost\n: peer={}", "a");
    assertThat(lines)
        .containsExactly(
            "1970-01-01T00:00:01.500000Z\twarn\tmember/RaftLoop.java:12\tlost "
                + "\t{\"peer\":\"a\"}\n");
  }

  @Test
  void aMessageWithoutFieldsIsText() {
    write(log(LogSettings.DEFAULT), "kept: {} of member={}, and more", 1, "m");
    assertThat(parsed().get("msg").getAsString()).isEqualTo("kept: 1 of member=m, and more");
  }

  @Test
  void missingValuesAndNullsDoNotBreakALine() {
    write(log(LogSettings.DEFAULT), "odd: a={} b={} c={}", null, "x");
    assertThat(parsed().get("a").getAsString()).isEqualTo("null");
    assertThat(parsed().get("b").getAsString()).isEqualTo("x");
    assertThat(parsed().has("c")).isFalse();
  }

  @Test
  void aFailureIsOnTheSameLine() {
    log(LogSettings.DEFAULT)
        .write(
            Level.ERROR,
            "a/B.java:1",
            new MessageParts("broken", Map.of()),
            new IllegalStateException("why"));
    assertThat(lines).singleElement().asString().containsOnlyOnce("\n");
    assertThat(parsed().get("error").getAsString()).contains("why");
    assertThat(parsed().get("stacktrace").getAsString()).contains("ProcessLogTest");
  }

  private JsonObject parsed() {
    return JsonParser.parseString(lines.get(0)).getAsJsonObject();
  }

  @Test
  void levelsAreEtcds() {
    assertThat(log(LogSettings.DEFAULT).isEnabled("a", Level.DEBUG)).isFalse();
    assertThat(log(LogSettings.DEFAULT).isEnabled("a", Level.INFO)).isTrue();
    assertThat(log(LogSettings.DEFAULT.withLevel("debug")).isEnabled("a", Level.DEBUG)).isTrue();
    assertThat(log(LogSettings.DEFAULT.withLevel("debug")).isEnabled("io.grpc.x", Level.DEBUG))
        .as("one line per frame")
        .isFalse();
    assertThat(
            log(LogSettings.DEFAULT)
                .isEnabled(
                    "io.grpc.netty.shaded.io.grpc.netty.NettyServerTransport.connections",
                    Level.INFO))
        .as("one trace for each connection that speaks another protocol")
        .isFalse();
    assertThat(log(LogSettings.DEFAULT.withLevel("fatal")).isEnabled("a", Level.ERROR)).isFalse();
  }

  @Test
  void aLogThatCannotBeWrittenIsToldOnceAndTheOthersGoOn() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    LogOutput broken =
        line -> {
          throw new IOException("disk is full");
        };
    ProcessLog log =
        new ProcessLog(
            LogSettings.DEFAULT,
            List.of(broken, lines::add),
            new FixedClock(0),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    write(log, "one");
    write(log, "two");
    assertThat(lines).hasSize(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .endsWith("disk is full");
  }

  @Test
  void aLineOfCodeIsNamedByPackageFileAndNumber() {
    assertThat(CallSite.caller("io.grpc.netty.NettyServer")).isEqualTo("netty/NettyServer");
    assertThat(new ProcessLogger("x").isTraceEnabled()).isFalse();
  }

  @Test
  void outputsThatDoNotGoTogetherAreRefused() {
    assertThatThrownBy(() -> LogSettings.DEFAULT.withOutputs(List.of("default", "stdout")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multi logoutput for \"default\" is not supported yet");
    Optional<LogRotation> rotation = Optional.of(LogRotation.parse("{}"));
    for (List<String> outputs : List.of(List.of("stderr"), List.of("a.log", "b.log"))) {
      assertThatThrownBy(() -> new LogSettings("info", LogSettings.Format.JSON, outputs, rotation))
          .hasMessageContaining("single file path");
    }
  }
}
