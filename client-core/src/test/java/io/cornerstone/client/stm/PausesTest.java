package io.cornerstone.client.stm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausesTest {
  private static final StmOptions OPTIONS =
      StmOptions.DEFAULT.withPauses(Duration.ofMillis(2), Duration.ofMillis(15));

  @Test
  void theBoundDoublesUpToTheLongest() {
    assertThat(Pauses.boundNanos(1, OPTIONS)).isEqualTo(2_000_000);
    assertThat(Pauses.boundNanos(2, OPTIONS)).isEqualTo(4_000_000);
    assertThat(Pauses.boundNanos(3, OPTIONS)).isEqualTo(8_000_000);
    assertThat(Pauses.boundNanos(4, OPTIONS)).isEqualTo(15_000_000);
    assertThat(Pauses.boundNanos(Integer.MAX_VALUE, OPTIONS)).isEqualTo(15_000_000);
  }
}
