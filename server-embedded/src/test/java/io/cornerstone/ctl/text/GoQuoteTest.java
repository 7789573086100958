package io.cornerstone.ctl.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoQuoteTest {
  @Test
  void escapesWhatCannotBePrinted() {
    assertThat(GoQuote.of("a\tb\u0001 ü\"\\")).isEqualTo("\"a\\tb\\x01 ü\\\"\\\\\"");
    assertThat(GoQuote.of("\u0007\b\f\n\r\u000b\u007f")).isEqualTo("\"\\a\\b\\f\\n\\r\\v\\x7f\"");
    assertThat(GoQuote.of("\u00a0\u2028😀\uFEFF")).isEqualTo("\"\\u00a0\\u2028😀\\ufeff\"");
    assertThat(GoQuote.of("")).isEqualTo("\"\"");
  }

  @Test
  void showsBytesThatAreNoUtf8() {
    assertThat(GoQuote.of(Bytes.fromHex("ff61c3"))).isEqualTo("\"\\xffa\\xc3\"");
    assertThat(GoQuote.of(Bytes.fromHex("efbfbd"))).isEqualTo("\"\ufffd\"");
    assertThat(GoQuote.of(Bytes.fromHex("eda080"))).isEqualTo("\"\\xed\\xa0\\x80\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "two words", "\"\\\n\t\u0000", "ü😀", "`'"})
  void isReadBackAsItWas(String text) {
    String quoted = GoQuote.of(text);
    assertThat(GoUnquote.read(quoted)).contains(new GoUnquote.Quoted(text, quoted.length()));
  }
}
