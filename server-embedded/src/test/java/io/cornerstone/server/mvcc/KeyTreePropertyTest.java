package io.cornerstone.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree against a {@link TreeMap}. */
final class KeyTreePropertyTest {
  private final KeyTree tree = new KeyTree();
  private final NavigableMap<byte[], KeyEntry> model = new TreeMap<>(Arrays::compareUnsigned);
  private long revision = 1;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void equalsASortedMap(long seed) {
    final Random random = new Random(seed);
    final int keyBytesMax = 1 + random.nextInt(4);
    for (int phase = 0; phase < 6; phase++) {
      final double removals = random.nextDouble();
      for (int i = 0; i < 4000; i++) {
        final byte[] key = randomKey(random, keyBytesMax);
        if (random.nextDouble() < removals) {
          remove(key);
        } else {
          put(key);
        }
      }
      check(random, keyBytesMax);
    }
    removeAll(random);
    check(random, keyBytesMax);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesKeysInOrderAndGivesThemBack(boolean ascending) {
    for (int i = 0; i < 20_000; i++) {
      final int number = ascending ? i : 20_000 - i;
      put(new byte[] {(byte) (number >>> 8), (byte) number});
    }
    check(new Random(1), 2);
    for (int i = 0; i < 20_000; i++) {
      if (i % 100 != 0) {
        remove(new byte[] {(byte) (i >>> 8), (byte) i});
      }
    }
    check(new Random(2), 2);
  }

  private static byte[] randomKey(Random random, int bytesMax) {
    final byte[] key = new byte[random.nextInt(bytesMax + 1)];
    random.nextBytes(key);
    return key;
  }

  private void put(byte[] key) {
    final KeyEntry entry = KeyEntry.first(key, new Revision(++revision, 0), revision, 1, false);
    tree.put(entry);
    model.put(key, entry);
  }

  private void remove(byte[] key) {
    tree.remove(key);
    model.remove(key);
  }

  private void removeAll(Random random) {
    final List<byte[]> keys = new ArrayList<>(model.keySet());
    Collections.shuffle(keys, random);
    for (byte[] key : keys) {
      remove(key);
      assertThat(tree.get(key)).isNull();
    }
  }

  private void check(Random random, int keyBytesMax) {
    assertThat(scan(null, null)).isEqualTo(new ArrayList<>(model.values()));
    for (int i = 0; i < 60; i++) {
      final byte[] from = randomKey(random, keyBytesMax);
      final byte[] until = randomKey(random, keyBytesMax);
      assertThat(tree.get(from)).isSameAs(model.get(from));
      final boolean isEmpty = Arrays.compareUnsigned(from, until) >= 0;
      assertThat(scan(from, until))
          .isEqualTo(isEmpty ? List.of() : new ArrayList<>(model.subMap(from, until).values()));
      assertThat(scan(from, null)).isEqualTo(new ArrayList<>(model.tailMap(from).values()));
    }
  }

  private List<KeyEntry> scan(byte @Nullable [] from, byte @Nullable [] until) {
    final List<KeyEntry> entries = new ArrayList<>();
    tree.scan(from, until, entries::add);
    return entries;
  }
}
