package io.cornerstone.client.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongMapPropertyTest {
  @ParameterizedTest
  @ValueSource(ints = {8, 40, 700})
  void agreesWithATreeMap(int keys) {
    SplittableRandom random = new SplittableRandom(keys);
    LongMap<String> map = new LongMap<>();
    TreeMap<Long, String> expected = new TreeMap<>();
    for (int step = 0; step < 20_000; step++) {
      long key = 1 + random.nextLong(keys);
      // Grows to all keys, then shrinks to few, over and over.
      boolean growing = step / (4 * keys) % 2 == 0;
      if (random.nextInt(10) < (growing ? 8 : 2)) {
        map.put(key, "v" + step);
        expected.put(key, "v" + step);
      } else {
        assertThat(map.remove(key)).isEqualTo(expected.remove(key));
      }
      assertThat(map.get(key)).isEqualTo(expected.get(key));
      assertThat(map.size()).isEqualTo(expected.size());
      if (step % 500 == 0) {
        assertThat(map.values()).isEqualTo(new ArrayList<>(expected.values()));
      }
    }
    map.clear();
    assertThat(map.values()).isEmpty();
    assertThat(map.get(1)).isNull();
  }

  @Test
  void takesNoKeyThatMarksAFreePlace() {
    assertThatThrownBy(() -> new LongMap<String>().put(0, "zero"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
