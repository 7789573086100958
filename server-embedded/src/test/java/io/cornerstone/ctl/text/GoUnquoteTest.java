package io.cornerstone.ctl.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.ctl.text.GoUnquote.Quoted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoUnquoteTest {
  @Test
  void readsTheLiteralAtTheBeginning() {
    assertThat(GoUnquote.read("\"a\\\"b\") = \"1\"")).contains(new Quoted("a\"b", 6));
    assertThat(GoUnquote.read("`a\\b` rest")).contains(new Quoted("a\\b", 5));
  }

  @Test
  void readsEveryEscape() {
    assertThat(GoUnquote.read("\"\\x41\\101\\u00fc\\U0001f600\\n\""))
        .map(Quoted::text)
        .contains("AAü😀\n");
    assertThat(GoUnquote.read("\"\\xc3\\xbc\"")).map(Quoted::text).contains("ü");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "\"",
        "\"a",
        "`a",
        "\"\\q\"",
        "\"\\x4\"",
        "\"\\",
        "\"\\u00zz\"",
        "\"a\nb\"",
        "\"\\Uffffffff\"",
        "'a'"
      })
  void refusesWhatIsNone(String text) {
    assertThat(GoUnquote.read(text)).isEmpty();
  }
}
