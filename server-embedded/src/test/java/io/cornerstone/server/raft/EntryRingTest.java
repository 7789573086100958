package io.cornerstone.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryRingTest {
  private static Entry entry(long index, int bytes) {
    return new Entry(1, index, Entry.Type.COMMAND, ByteString.copyFrom(new byte[bytes]));
  }

  @Test
  void behavesLikeAPlainList() {
    Random random = new Random(1);
    EntryRing ring = new EntryRing(5);
    List<Entry> model = new ArrayList<>();
    long first = 5;
    for (int step = 0; step < 20_000; step++) {
      long end = first + model.size();
      int choice = random.nextInt(100);
      if (choice < 95) {
        Entry added = entry(end, random.nextInt(10));
        ring.add(added);
        model.add(added);
      } else if (choice < 98) {
        long until = first + random.nextInt(model.size() + 1);
        ring.removeUntil(until);
        model.subList(0, (int) (until - first)).clear();
        first = until;
      } else {
        long from = first + random.nextInt(model.size() + 1);
        ring.removeFrom(from);
        model.subList((int) (from - first), model.size()).clear();
      }
      assertThat(ring.endIndex()).isEqualTo(first + model.size());
      if (step % 50 == 0) {
        assertThat(ring.slice(first, ring.endIndex())).isEqualTo(model);
        assertThat(ring.bytes()).isEqualTo(model.stream().mapToLong(EntryRing::weigh).sum());
      }
    }
  }

  @Test
  void aSliceOutlivesChanges() {
    EntryRing ring = new EntryRing(1);
    ring.add(entry(1, 1));
    ring.add(entry(2, 2));
    List<Entry> slice = ring.slice(1, 3);
    ring.removeFrom(1);
    assertThat(slice).containsExactly(entry(1, 1), entry(2, 2));
  }

  @Test
  void refusesGapsAndMissingEntries() {
    EntryRing ring = new EntryRing(3);
    assertThatThrownBy(() -> ring.add(entry(4, 0))).isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> ring.get(3)).isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> ring.slice(3, 4)).isInstanceOf(InvariantViolation.class);
  }
}
