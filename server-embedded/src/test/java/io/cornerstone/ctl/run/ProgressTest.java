package io.cornerstone.ctl.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void aBarShowsTheShare() {
    assertThat(Progress.line("saving", 1, 3, "x"))
        .isEqualTo("saving [##########....................]  33% x");
    assertThat(Progress.line("saving", 5, 3, "x")).contains("100%");
    assertThat(Progress.line("saving", 5, 0, "5 kB")).isEqualTo("saving 5 kB");
  }

  @Test
  void nothingIsDrawnWhereNobodyLooks() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, UTF_8);
    Console console = Console.of(new ByteArrayInputStream(new byte[0]), stream, stream, Map.of());
    try (Progress progress = new Progress(console, "saving")) {
      progress.show(1, 2, "x");
    }
    assertThat(err.size()).isZero();
  }
}
