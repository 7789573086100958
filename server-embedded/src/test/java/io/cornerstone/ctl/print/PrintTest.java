package io.cornerstone.ctl.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.lease.LeaseId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The forms of output. */
class PrintTest {
  private static final KeyValue KV =
      new KeyValue(Bytes.of("k"), Bytes.fromHex("ff0a"), 1, 2, 3, LeaseId.NONE);

  @Test
  void jsonLeavesDefaultsOut() {
    Json json =
        new Json()
            .header(new Header(-1, 2, 0, 4))
            .add("none", 0)
            .add("empty", "")
            .add("false", false)
            .add("list", List.of())
            .addTexts("texts", List.of("a", "<&>\"\\\u0001\u2028"))
            .add("kv", Json.of(KV));
    assertThat(json)
        .hasToString(
            "{\"header\":{\"cluster_id\":18446744073709551615,\"member_id\":2,\"raft_term\":4},"
                + "\"texts\":[\"a\",\"\\u003c\\u0026\\u003e\\\"\\\\\\u0001\\u2028\"],"
                + "\"kv\":{\"key\":\"aw==\",\"create_revision\":1,\"mod_revision\":2,\"version\":3,"
                + "\"value\":\"/wo=\"}}");
    assertThat(new Json().header(Header.NONE)).hasToString("{}");
  }

  @Test
  void simpleTextKeepsBytes() {
    assertThat(new Text(false, false).kv(KV).toByteArray())
        .isEqualTo(new byte[] {'k', '\n', (byte) 0xff, '\n', '\n'});
    assertThat(new Text(true, true).kv(KV).toByteArray())
        .isEqualTo("\\xff\\x0a\n".getBytes(StandardCharsets.UTF_8));
    assertThat(new Text(false, false).line("100%").toByteArray())
        .isEqualTo("100%\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tablesHaveTitlesInTheMiddleAndCellsToTheRight() {
    Table table = new Table("ID", "NAME").row("12345", "a").row("1", "");
    assertThat(table)
        .hasToString(
            """
            +-------+------+
            |  ID   | NAME |
            +-------+------+
            | 12345 |    a |
            |     1 |      |
            +-------+------+
            """);
    assertThatIllegalArgumentException().isThrownBy(() -> table.row("1"));
  }
}
