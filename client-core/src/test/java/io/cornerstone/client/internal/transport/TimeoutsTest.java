package io.cornerstone.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1m",
    "1000000, 1m",
    "1000001, 2m",
    "4999990000, 5000m",
    "5000000000, 5000m",
    "99999999000000, 99999999m",
    "100000000000000, 100000S",
    "9223372036854775807, 99999999S"
  })
  void aTimeoutHasWholeMillisecondsAndEightDigitsAtMost(long nanos, String text) {
    assertThat(Timeouts.text(nanos)).isEqualTo(text);
  }
}
