package io.cornerstone.client.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.codec.Codec;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MirrorTest {
  private static final KeyRange ALL = KeyRange.all();

  private final Mirror<Long> mirror = new Mirror<>(Codec.DECIMAL);

  @Test
  void aListIsToldAsItsDifference() {
    assertThat(mirror.replace(List.of(kv("a", "1", 3), kv("b", "2", 4)), 5)).hasSize(2);
    List<CacheChange<Long>> changes = mirror.replace(List.of(kv("b", "3", 7), kv("c", "4", 6)), 9);
    assertThat(changes).extracting(CacheChange::revision).containsExactly(6L, 7L, 9L);
    assertThat(changes).allMatch(CacheChange::resynced);
    assertThat(changes.get(2).key()).isEqualTo(Bytes.of("a"));
    assertThat(changes.get(2).after()).isEmpty();
    assertThat(mirror.revision()).isEqualTo(9);
  }

  @Test
  void whatTheListHadAlreadyIsNotToldAgain() {
    mirror.replace(List.of(kv("a", "1", 3)), 5);
    assertThat(mirror.apply(batch(put("a", "1", 3), put("a", "2", 6))))
        .extracting(CacheChange::revision)
        .containsExactly(6L);
  }

  @Test
  void aBatchThatDoesNotDecodeChangesNothing() {
    mirror.replace(List.of(), 5);
    assertThatThrownBy(() -> mirror.apply(batch(put("a", "1", 6), put("b", "no number", 6))))
        .isInstanceOf(RuntimeException.class);
    assertThat(mirror.get(Bytes.of("a"))).isEmpty();
    assertThat(mirror.revision()).isEqualTo(5);
  }

  @Test
  void aProbeProvesThatTheContentIsThePresentOrThatEventsAreOnTheirWay() {
    mirror.replace(List.of(kv("a", "1", 3), kv("b", "1", 4)), 5);
    assertThat(mirror.covers(new Probe(ALL, 9, 2, 4), true)).isTrue();
    assertThat(mirror.revision()).isEqualTo(9); // Nothing of the range happened since.
    assertThat(mirror.covers(new Probe(ALL, 11, 1, 3), true)).isFalse(); // A delete is coming.
    assertThat(mirror.covers(new Probe(ALL, 11, 2, 10), true)).isFalse(); // A put is coming.
    KeyRange a = KeyRange.single(Bytes.of("a"));
    assertThat(mirror.covers(new Probe(a, 11, 1, 3), false)).isTrue();
    assertThat(mirror.revision()).isEqualTo(9); // One key says nothing of the others.
  }

  private static WatchBatch batch(WatchEvent... events) {
    return new WatchBatch(Header.NONE, List.of(events));
  }

  private static WatchEvent put(String key, String value, long revision) {
    return new WatchEvent.Put(kv(key, value, revision), Optional.empty());
  }

  private static KeyValue kv(String key, String value, long revision) {
    return new KeyValue(Bytes.of(key), Bytes.of(value), revision, revision, 1, LeaseId.NONE);
  }
}
