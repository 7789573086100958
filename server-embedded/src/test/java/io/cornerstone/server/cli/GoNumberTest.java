package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoNumberTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "7,7",
    "-7,-7",
    "+7,7",
    "1_000,1000",
    "0x1F,31",
    "-0x1f,-31",
    "0b101,5",
    "017,15",
    "0o17,15",
    "9223372036854775807,9223372036854775807"
  })
  void aNumberHasManyForms(String text, long value) {
    assertThat(GoNumber.is(text)).isTrue();
    assertThat(GoNumber.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "a", "1.5", "1e3", "0x", "08", "0b2", " 1", "_1", "9223372036854775808"})
  void anythingElseIsNone(String text) {
    assertThatThrownBy(() -> GoNumber.parse(text)).isInstanceOf(NumberFormatException.class);
  }
}
