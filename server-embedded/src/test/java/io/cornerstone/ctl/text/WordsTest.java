package io.cornerstone.ctl.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void partsAtWhiteSpace() {
    assertThat(Words.of("  put\ta   b ")).containsExactly("put", "a", "b");
    assertThat(Words.of(" ")).isEmpty();
  }

  @Test
  void keepsWhatIsInQuotesTogether() {
    assertThat(Words.of("put \"a b\" 'c \\n d' \"\"")).containsExactly("put", "a b", "c \\n d", "");
    assertThat(Words.of("put k \"x\\ty\\\"z\"")).containsExactly("put", "k", "x\ty\"z");
  }

  @Test
  void aQuoteInsideAWordIsPartOfIt() {
    assertThat(Words.of("put a\"b c\"")).containsExactly("put", "a\"b", "c\"");
  }

  @Test
  void aQuoteThatIsNotClosedIsLeftOut() {
    assertThat(Words.of("put \"a b")).containsExactly("put", "a", "b");
  }

  @Test
  void refusesUnknownEscapes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Words.of("put \"\\q\""))
        .withMessageContaining("\\q");
  }
}
