package io.cornerstone.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeysTest {
  @Test
  void padsToEightDigits() {
    assertThat(new String(Keys.of("a/", 0), UTF_8)).isEqualTo("a/00000000");
    assertThat(new String(Keys.of("a/", 1_203_040), UTF_8)).isEqualTo("a/01203040");
    assertThat(new String(Keys.of("", 99_999_999), UTF_8)).isEqualTo("99999999");
  }
}
