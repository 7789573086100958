package io.cornerstone.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonSplitterTest {
  @Test
  void cutsValuesWhereverTheBytesAreCut() {
    List<String> values =
        List.of(
            "{}", "{\"a\":\"}{\"}", "{\"b\":[1,{\"c\":\"\\\"}\"}]}", "[{}]", "{\"é\":\"\\\\\"}");
    byte[] all = String.join(" \n", values).getBytes(UTF_8);
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      JsonSplitter splitter = new JsonSplitter();
      List<String> found = new ArrayList<>();
      for (int from = 0; from < all.length; ) {
        int to = Math.min(all.length, from + 1 + random.nextInt(7));
        found.addAll(splitter.add(Arrays.copyOfRange(all, from, to)));
        from = to;
      }
      assertThat(found).isEqualTo(values);
      assertThat(splitter.rest()).isEmpty();
    }
  }

  @Test
  void keepsWhatIsNoWholeValue() {
    JsonSplitter splitter = new JsonSplitter();
    assertThat(splitter.add("{\"a\":1} {\"b\"".getBytes(UTF_8))).containsExactly("{\"a\":1}");
    assertThat(splitter.rest()).isEqualTo("{\"b\"");
    assertThat(splitter.rest()).isEmpty();
  }

  @Test
  void isNotLedAstrayByBracketsThatCloseNothing() {
    JsonSplitter splitter = new JsonSplitter();
    assertThat(splitter.add("}]{}".getBytes(UTF_8))).containsExactly("}", "]", "{}");
  }
}
