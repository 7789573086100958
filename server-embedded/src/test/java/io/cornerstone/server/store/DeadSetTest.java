package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.mvcc.Revision;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeadSetTest {
  @Test
  void itIsASetWhateverTheRevisionsAre() {
    for (long spread : List.of(50L, 3000L, 1L << 40)) {
      Random random = new Random(spread);
      DeadSet dead = new DeadSet(100);
      Set<Revision> expected = new HashSet<>();
      for (int i = 0; i < 2000; i++) {
        Revision revision = new Revision(100 + random.nextLong(spread), random.nextInt(3));
        assertThat(dead.add(revision, 100)).isEqualTo(expected.add(revision));
        Revision asked = new Revision(100 + random.nextLong(spread), random.nextInt(3));
        assertThat(dead.contains(asked.main(), asked.sub())).isEqualTo(expected.contains(asked));
      }
      assertThat(dead.size()).isEqualTo(expected.size());
    }
  }
}
