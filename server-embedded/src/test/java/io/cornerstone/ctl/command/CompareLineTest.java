package io.cornerstone.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.ctl.run.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompareLineTest {
  private static final Bytes KEY = Bytes.of("k");

  @Test
  void readsEveryTarget() {
    assertThat(CompareLine.parse("ver(\"k\") > \"1\""))
        .isEqualTo(CompareLine.parse("version(\"k\") > \"1\""))
        .isEqualTo(Compare.version(KEY, Relation.GREATER, 1));
    assertThat(CompareLine.parse("c(\"k\") = \"2\""))
        .isEqualTo(CompareLine.parse("create(\"k\") = \"2\""))
        .isEqualTo(Compare.createRevision(KEY, Relation.EQUAL, 2));
    assertThat(CompareLine.parse("m(\"k\") < \"3\""))
        .isEqualTo(CompareLine.parse("mod(\"k\") < \"3\""))
        .isEqualTo(Compare.modRevision(KEY, Relation.LESS, 3));
    assertThat(CompareLine.parse("val(\"k\") != \"v\""))
        .isEqualTo(CompareLine.parse("value(\"k\") != \"v\""))
        .isEqualTo(Compare.value(KEY, Relation.NOT_EQUAL, Bytes.of("v")));
    assertThat(CompareLine.parse("lease(\"k\") = \"1f\""))
        .isEqualTo(Compare.lease(KEY, Relation.EQUAL, new LeaseId(0x1f)));
  }

  @Test
  void keysAndValuesMayHaveEscapesAndParentheses() {
    assertThat(CompareLine.parse("value(\"a)(\\\"\\n\") =   \"x y\\t\""))
        .isEqualTo(Compare.value(Bytes.of("a)(\"\n"), Relation.EQUAL, Bytes.of("x y\t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad",
        "ver",
        "ver()",
        "ver(k) = \"1\"",
        "ver(\"k\" = \"1\"",
        "ver(\"k\") =",
        "ver(\"k\") = 1",
        "ver(\"k\") ? \"1\"",
        "zz(\"k\") = \"1\""
      })
  void refusesWhatIsMalformed(String line) {
    assertThatThrownBy(() -> CompareLine.parse(line))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("malformed comparison: " + line)
        .extracting("exitCode")
        .isEqualTo(Failure.BAD_INPUT);
  }

  @ParameterizedTest
  @CsvSource({"ver, x", "mod, 1f", "create, ''", "lease, xyz", "mod, 99999999999999999999"})
  void refusesWhatIsNoNumber(String target, String value) {
    assertThatThrownBy(() -> CompareLine.parse(target + "(\"k\") = \"" + value + "\""))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("invalid txn compare request: ");
  }
}
