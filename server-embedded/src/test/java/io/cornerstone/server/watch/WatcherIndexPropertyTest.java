package io.cornerstone.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.WatchCreateRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatcherIndexPropertyTest {
  private final ClientStream stream = (ClientStream) new HubFixture().hub.open(new RecordingSink());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsWhatALookAtAllOfThemFinds(long seed) {
    Random random = new Random(seed);
    WatcherIndex index = new WatcherIndex();
    List<Watcher> all = new ArrayList<>();
    for (int step = 0; step < 3000; step++) {
      if (all.isEmpty() || random.nextInt(100) < 55) {
        Watcher watcher = watcher(random, step);
        all.add(watcher);
        index.add(watcher);
      } else {
        index.remove(all.remove(random.nextInt(all.size())));
      }
      if (step % 3 == 0) {
        ByteString key = key(random);
        Set<Watcher> found = new LinkedHashSet<>();
        index.forEachMatch(key, watcher -> assertThat(found.add(watcher)).isTrue());
        assertThat(found)
            .containsExactlyInAnyOrderElementsOf(
                all.stream().filter(watcher -> matches(watcher, key)).toList());
      }
    }
    List.copyOf(all).forEach(index::remove);
    index.forEachMatch(
        key(random),
        watcher -> {
          throw new AssertionError("found in an empty index");
        });
  }

  @Test
  void theTreeStaysLow() {
    RangeTree tree = new RangeTree();
    List<Watcher> all = new ArrayList<>();
    for (int i = 0; i < 4096; i++) {
      ByteString key = HubFixture.bytes(String.format("%05d", i));
      Watcher watcher = new Watcher(stream, i, WatchCreateRequest.newBuilder().setKey(key).build());
      all.add(watcher);
      tree.add(watcher, key.concat(HubFixture.bytes("x")));
    }
    // An AVL tree of n is lower than 1.44 log2(n + 2).
    assertThat(tree.height()).isBetween(12, 17);
    for (Watcher watcher : all.subList(0, 4000)) {
      tree.remove(watcher, watcher.key.concat(HubFixture.bytes("x")));
    }
    assertThat(tree.height()).isBetween(7, 10);
  }

  private Watcher watcher(Random random, long id) {
    WatchCreateRequest.Builder request = WatchCreateRequest.newBuilder().setKey(key(random));
    switch (random.nextInt(4)) {
      case 0 -> request.setRangeEnd(ByteString.copyFrom(new byte[] {0}));
      case 1, 2 -> request.setRangeEnd(request.getKey().concat(key(random)));
      default -> request.clearRangeEnd();
    }
    return new Watcher(stream, id, request.build());
  }

  private static boolean matches(Watcher watcher, ByteString key) {
    ByteString end = watcher.rangeEnd;
    if (end == null) {
      return watcher.key.equals(key);
    }
    return compare(watcher.key, key) <= 0 && (end.isEmpty() || compare(key, end) < 0);
  }

  private static int compare(ByteString left, ByteString right) {
    return ByteString.unsignedLexicographicalComparator().compare(left, right);
  }

  /** One to three bytes of four kinds, so that much coincides; some of them above 127. */
  private static ByteString key(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(3)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) * 70);
    }
    return ByteString.copyFrom(bytes);
  }
}
