package io.cornerstone.client.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.watch.ResyncOptions;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
  @Test
  void putsSinceTheNextRevisionAndKnownKeysThatAreGoneAreTold() {
    KnownKeys known = new KnownKeys(ResyncOptions.DEFAULT.withKnownKeys(Set.of(key("old"))));
    known.apply(batch(put("a", 3), put("b", 4), put("c", 5), delete("c", 6)));
    KnownKeys.Comparison comparison = known.compare(7, 20);
    assertThat(comparison.add(kv("a", 15))).isTrue();
    assertThat(comparison.add(kv("d", 9))).isTrue();
    assertThat(comparison.add(kv("never told", 2))).isTrue();
    assertThat(comparison.finish(true, true))
        .containsExactly(
            new WatchEvent.Put(kv("d", 9), Optional.empty(), true),
            new WatchEvent.Put(kv("a", 15), Optional.empty(), true),
            new WatchEvent.Delete(key("b"), 20, Optional.empty(), true),
            new WatchEvent.Delete(key("old"), 20, Optional.empty(), true));
  }

  @Test
  void theListIsWhatIsKnownAfterwards() {
    KnownKeys known = new KnownKeys(ResyncOptions.DEFAULT);
    KnownKeys.Comparison first = known.compare(5, 10);
    first.add(kv("a", 2));
    assertThat(first.finish(true, true)).isEmpty();
    assertThat(known.compare(11, 20).finish(true, true))
        .containsExactly(new WatchEvent.Delete(key("a"), 20, Optional.empty(), true));
  }

  @Test
  void whatTheWatcherLeavesOutIsLeftOut() {
    KnownKeys known = new KnownKeys(ResyncOptions.DEFAULT.withKnownKeys(Set.of(key("gone"))));
    KnownKeys.Comparison comparison = known.compare(1, 10);
    comparison.add(kv("a", 2));
    assertThat(comparison.finish(false, true)).hasOnlyElementsOfType(WatchEvent.Delete.class);
    KnownKeys again = new KnownKeys(ResyncOptions.DEFAULT.withKnownKeys(Set.of(key("gone"))));
    KnownKeys.Comparison putsOnly = again.compare(1, 10);
    putsOnly.add(kv("a", 2));
    assertThat(putsOnly.finish(true, false)).hasOnlyElementsOfType(WatchEvent.Put.class);
  }

  @Test
  void tooManyKeysAreForgottenForGood() {
    KnownKeys known = new KnownKeys(ResyncOptions.DEFAULT.withKeysMax(2));
    known.apply(batch(put("a", 1), put("b", 2)));
    assertThat(known.isComplete()).isTrue();
    KnownKeys.Comparison comparison = known.compare(3, 10);
    assertThat(comparison.add(kv("a", 1))).isTrue();
    assertThat(comparison.add(kv("b", 2))).isTrue();
    assertThat(comparison.add(kv("c", 3))).isFalse();
    known.apply(batch(put("c", 3)));
    assertThat(known.isComplete()).isFalse();
    known.apply(batch(delete("c", 4), delete("b", 5), delete("a", 6)));
    assertThat(known.isComplete()).isFalse();
    assertThat(new KnownKeys(new ResyncOptions(Set.of(key("a"), key("b")), 1)).isComplete())
        .isFalse();
  }

  /** A mirror that is fed by events and resyncs is the store, wherever history is lost. */
  @Test
  void aMirrorThatMissedAnyPartOfHistoryIsRightAfterAResync() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      Map<Bytes, KeyValue> store = new TreeMap<>();
      Map<Bytes, Bytes> mirror = new HashMap<>();
      KnownKeys known = new KnownKeys(ResyncOptions.DEFAULT);
      long revision = 1;
      long next = 2;
      for (int round = 0; round < 5; round++) {
        List<WatchEvent> history = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
          history.add(step(random, store, ++revision));
        }
        int told = random.nextInt(history.size() + 1);
        if (told > 0) {
          known.apply(new WatchBatch(Header.NONE, history.subList(0, told)));
          next = history.get(told - 1).modRevision() + 1;
        }
        history.subList(0, told).forEach(event -> follow(mirror, event));
        KnownKeys.Comparison comparison = known.compare(next, revision);
        store.values().forEach(comparison::add);
        comparison.finish(true, true).forEach(event -> follow(mirror, event));
        next = revision + 1;
        Map<Bytes, Bytes> expected = new HashMap<>();
        store.forEach((key, kv) -> expected.put(key, kv.value()));
        assertThat(mirror).as("seed %d, round %d", seed, round).isEqualTo(expected);
      }
    }
  }

  private static WatchEvent step(Random random, Map<Bytes, KeyValue> store, long revision) {
    String name = String.valueOf(random.nextInt(4));
    if (store.containsKey(key(name)) && random.nextInt(3) == 0) {
      store.remove(key(name));
      return delete(name, revision);
    }
    store.put(key(name), kv(name, revision));
    return put(name, revision);
  }

  private static void follow(Map<Bytes, Bytes> mirror, WatchEvent event) {
    if (event instanceof WatchEvent.Put put) {
      mirror.put(put.key(), put.kv().value());
    } else {
      mirror.remove(event.key());
    }
  }

  private static WatchBatch batch(WatchEvent... events) {
    return new WatchBatch(Header.NONE, List.of(events));
  }

  private static WatchEvent put(String key, long revision) {
    return new WatchEvent.Put(kv(key, revision), Optional.empty());
  }

  private static WatchEvent delete(String key, long revision) {
    return new WatchEvent.Delete(key(key), revision, Optional.empty());
  }

  private static KeyValue kv(String key, long revision) {
    return new KeyValue(key(key), Bytes.of("at " + revision), revision, revision, 1, LeaseId.NONE);
  }

  private static Bytes key(String text) {
    return Bytes.of(text);
  }
}
