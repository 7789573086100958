package io.cornerstone.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.ctl.run.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawArgumentsTest {
  @TempDir private Path temp;

  @Test
  void readsWhatJavaCouldNot() throws IOException {
    Path line = line("java\0-jar\0x.jar\0ctl\0put\0ü/x\0\0ä\0");
    assertThat(RawArguments.of(List.of("put", "??/x", "", "??"), line))
        .containsExactly("put", "ü/x", "", "ä");
  }

  @Test
  void keepsWhatJavaHasIfTheLineIsAnother() throws IOException {
    List<String> decoded = List.of("get", "k");
    assertThat(RawArguments.of(decoded, line("java\0@file\0"))).isEqualTo(decoded);
    assertThat(RawArguments.of(decoded, line("get\0"))).isEqualTo(decoded);
    assertThat(RawArguments.of(decoded, temp.resolve("nix"))).isEqualTo(decoded);
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    Path line = temp.resolve("line");
    Files.write(line, new byte[] {'g', 0, (byte) 0xff, 0});
    assertThatThrownBy(() -> RawArguments.of(List.of("g", "?"), line))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no UTF-8");
  }

  private Path line(String words) throws IOException {
    return Files.write(temp.resolve("line"), words.getBytes(StandardCharsets.UTF_8));
  }
}
