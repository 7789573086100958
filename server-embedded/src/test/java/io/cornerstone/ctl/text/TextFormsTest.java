package io.cornerstone.ctl.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durations, sizes and bytes as Go writes them. */
class TextFormsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "7, 7ns",
    "1500, 1.5µs",
    "2180864, 2.180864ms",
    "32000000, 32ms",
    "1000000000, 1s",
    "61500000000, 1m1.5s",
    "3600000000000, 1h0m0s"
  })
  void durations(long nanos, String text) {
    assertThat(TookText.of(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "20480, 20 kB",
    "1549, 1.5 kB",
    "25000000, 25 MB",
    "8192, 8.2 kB",
    "2147483648, 2.1 GB"
  })
  void sizes(long bytes, String text) {
    assertThat(ByteSize.of(bytes)).isEqualTo(text);
  }

  @Test
  void hexadecimal() {
    assertThat(HexText.of(Bytes.fromHex("66002f"))).isEqualTo("\\x66\\x00\\x2f");
    assertThat(HexText.of(Bytes.EMPTY)).isEmpty();
  }
}
