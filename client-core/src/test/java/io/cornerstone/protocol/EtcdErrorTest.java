package io.cornerstone.protocol;

import static io.cornerstone.protocol.ContractTable.cell;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EtcdErrorTest {
  private static final Set<String> WITH_STATUS = Set.of("rpctypes", "unmapped");

  @Test
  void everyDeclaredErrorIsThereWithItsCodes() {
    int checked = 0;
    for (Map<String, String> row : ContractTable.rows("errors.tsv")) {
      if (!WITH_STATUS.contains(cell(row, "group"))) {
        continue;
      }
      EtcdError error = EtcdError.fromMessage(cell(row, "message")).orElseThrow();
      String name = error.name().replace("_", "");
      assertThat(name).isEqualToIgnoringCase(cell(row, "name"));
      assertThat(error.wireCode().name()).isEqualTo(cell(row, "code_on_wire"));
      if (cell(row, "group").equals("rpctypes")) {
        assertThat(error.declaredCode().name()).as(name).isEqualTo(cell(row, "declared_code"));
        assertThat(error.declaredCode().number())
            .isEqualTo(Integer.parseInt(cell(row, "code_num")));
      }
      checked++;
    }
    assertThat(checked).isEqualTo(70);
  }

  @Test
  void errorsOfLockAndElectionAreFound() {
    int checked = 0;
    for (Map<String, String> row : ContractTable.rows("errors.tsv")) {
      if (cell(row, "group").equals("lock/election")) {
        assertThat(EtcdError.fromMessage(cell(row, "message"))).isPresent();
        checked++;
      }
    }
    assertThat(checked).isEqualTo(5);
  }

  @Test
  void everyConstantIsInTheTable() {
    Set<String> known = new TreeSet<>();
    ContractTable.rows("errors.tsv").forEach(row -> known.add(cell(row, "message")));
    for (EtcdError error : EtcdError.values()) {
      assertThat(known).contains(error.message());
    }
  }

  @Test
  void anotherTextIsNoError() {
    assertThat(EtcdError.fromMessage("etcdserver: something else")).isEmpty();
  }
}
