package io.cornerstone.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.testkit.fault.WitnessedHistory.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

class WitnessedHistoryTest {
  private final WitnessedHistory history = new WitnessedHistory();

  @Test
  void whatMayHaveHappenedMayHaveHappened() {
    history.put(0, 10, "a", "1", 2);
    history.unknownPut(5, "a", "2");
    history.unknownPut(5, "a", "3");
    history.get(11, 12, "a", "1", 2);
    history.get(13, 14, "a", "2", 3);
    history.get(13, 14, "b", null, 3);
    assertThat(history.check(List.of(new Change(2, "a", "1"), new Change(3, "a", "2")))).isOne();
  }

  @Test
  void aLostWriteIsFound() {
    history.put(0, 10, "a", "1", 2);
    assertRefused("nobody saw it");
  }

  @Test
  void aWriteThatWasCarriedOutTwiceIsFound() {
    history.unknownPut(0, "a", "1");
    assertRefused("carried out twice", new Change(2, "a", "1"), new Change(3, "a", "1"));
  }

  @Test
  void aWriteThatNobodyMadeIsFound() {
    assertRefused("nobody made", new Change(2, "a", "1"));
  }

  @Test
  void aStaleReadIsFound() {
    history.put(0, 10, "a", "1", 2);
    history.put(11, 20, "a", "2", 3);
    history.get(21, 30, "a", "1", 2);
    assertRefused("began after", new Change(2, "a", "1"), new Change(3, "a", "2"));
  }

  @Test
  void aReadOfWhatWasNotThereIsFound() {
    history.put(0, 10, "a", "1", 2);
    history.get(21, 30, "a", null, 2);
    assertRefused("should be 1", new Change(2, "a", "1"));
  }

  @Test
  void aWriteBeforeItsTimeIsFound() {
    history.put(0, 10, "a", "1", 3);
    history.unknownPut(11, "a", "2");
    assertRefused("began after", new Change(2, "a", "2"), new Change(3, "a", "1"));
  }

  private void assertRefused(String why, Change... changes) {
    assertThatThrownBy(() -> history.check(List.of(changes)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(why);
  }
}
