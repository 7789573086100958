package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.cli.FlagState.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The table of flags in the documents is the table of the program. {@code -Drewrite} writes it
 * anew.
 */
class FlagsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "flags.md");
  private static final String BEGIN = "<!-- The table is made from the program by a test. -->\n";

  @Test
  void thePageHasEveryFlagAsItIs() throws IOException {
    String page = Files.readString(PAGE);
    String prose = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
    String expected = prose + table();
    if (System.getProperty("rewrite") != null) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).as("-Drewrite writes it anew").isEqualTo(expected);
  }

  private static String table() {
    StringBuilder text = new StringBuilder();
    for (Flag.Group group : Flag.Group.values()) {
      text.append("\n## ").append(group.title()).append("\n| flag | default | state | meaning |\n");
      text.append("|---|---|---|---|\n");
      for (Flag<?> flag : ServerFlags.table().all()) {
        if (flag.group() == group) {
          text.append(row(flag));
        }
      }
    }
    return text.toString();
  }

  private static String row(Flag<?> flag) {
    String shown = flag.defaultText().isEmpty() ? "" : "`" + flag.defaultText() + "`";
    return "| `%s` | %s | %s | %s |\n"
        .formatted(flag.name(), shown, state(flag.state()), flag.help().replace("|", "\\|"));
  }

  private static String state(FlagState state) {
    return switch (state.kind()) {
      case WORKS -> "works";
      case ACCEPTED -> "accepted: " + state.note();
      case REFUSED -> "refused: " + state.note();
      case OLD_NAME -> "works, with a warning";
      case FORGOTTEN -> "accepted: forgotten, as by etcd";
    };
  }

  @Test
  void everyStateIsInUse() {
    for (Kind kind : Kind.values()) {
      assertThat(ServerFlags.table().all()).anyMatch(flag -> flag.state().kind() == kind);
    }
  }
}
