package io.cornerstone.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Main.run(
        List.of(arguments),
        Map.of(),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  @Test
  void theVersionStartsAsEtcds() {
    assertThat(run("--version")).isEqualTo(Main.EXIT_OK);
    assertThat(out.toString(UTF_8).lines().toList())
        .startsWith("etcd Version: 3.6.0")
        .element(1)
        .asString()
        .startsWith("Cornerstone Version: ");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void theHelpHasEveryFlagWithItsDefault() {
    assertThat(run("--help")).isEqualTo(Main.EXIT_OK);
    String help = out.toString(UTF_8);
    for (Flag<?> flag : ServerFlags.table().all()) {
      if (flag.state() != FlagState.FORGOTTEN) {
        assertThat(help).contains("  --" + flag.name() + " '" + flag.defaultText() + "'\n");
      }
    }
    for (Flag.Group group : Flag.Group.values()) {
      assertThat(help).contains("\n" + group.title() + ":\n");
    }
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void aValueThatIsNotAllowedIsOneLine() {
    assertThat(run("--log-level=loud")).isEqualTo(Main.EXIT_FAILED);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "cornerstone-server: invalid value \"loud\" for flag --log-level:"
                + " must be one of debug, info, warn, error, panic, fatal");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void flagsThatContradictEachOtherAreOneLineToo() {
    assertThat(run("--election-timeout=10")).isEqualTo(Main.EXIT_FAILED);
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
  }

  @Test
  void aCommandLineThatCannotBeReadHasItsOwnExitCode() {
    assertThat(run("--nope")).isEqualTo(Main.EXIT_USAGE);
    assertThat(run("--snapshot-count=many")).isEqualTo(Main.EXIT_USAGE);
    assertThat(err.toString(UTF_8).lines()).hasSize(2);
  }
}
