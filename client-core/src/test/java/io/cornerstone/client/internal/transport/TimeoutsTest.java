package io.cornerstone.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1n",
    "99999999, 99999999n",
    "100000000, 100000u",
    "5000000000, 5000000u",
    "99999999999, 99999999u",
    "100000000000, 100000m",
    "86400000000000, 86400000m",
    "100000000000000, 100000S",
    "9223372036854775807, 99999999S"
  })
  void aTimeoutHasEightDigitsAtMostAndTheFinestUnit(long nanos, String text) {
    assertThat(Timeouts.text(nanos)).isEqualTo(text);
  }
}
