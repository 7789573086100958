package io.cornerstone.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Readers on other threads, while one thread writes and compacts. What the store holds at a
 * revision is a function of the revision: change i, at revision i + 2, puts key i and deletes key i
 * - WINDOW.
 */
final class MvccConcurrencyTest {
  private static final int WINDOW = 150;
  private static final int CHANGES = 12_000;
  private static final int READERS = 3;
  // How far the compaction stays behind: less than what readers ask for.
  private static final int KEPT = 40;

  private final MvccStore store = MvccStore.open(new HeapEngine());
  private final ExecutorService executor = Executors.newFixedThreadPool(READERS + 1);
  private volatile boolean isWriterDone;

  @AfterEach
  void stop() throws InterruptedException {
    executor.shutdownNow();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void everyReadIsWholeAndOfItsRevision() throws Exception {
    final List<Future<Long>> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      final Random random = new Random(i);
      readers.add(executor.submit(() -> readUntilDone(random)));
    }
    final Future<?> writer = executor.submit(this::writeAll);
    writer.get(120, TimeUnit.SECONDS);
    for (Future<Long> reader : readers) {
      assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
    }
    assertThat(store.currentRevision()).isEqualTo(CHANGES + 1);
  }

  private void writeAll() {
    try {
      for (int change = 0; change < CHANGES; change++) {
        final MvccStore.WriteTxn txn = store.write();
        txn.set(key(change), value(change), 0);
        txn.set(HOT_KEY, value(change), 0);
        if (change >= WINDOW) {
          assertThat(txn.delete(key(change - WINDOW), ByteString.EMPTY)).isEqualTo(1);
        }
        assertThat(txn.commit()).isNotEmpty();
        if (change % 25 == 24 && store.currentRevision() > KEPT) {
          store.compact(store.currentRevision() - KEPT);
        }
        final boolean unused = store.compactStep(16);
      }
    } finally {
      isWriterDone = true;
    }
  }

  private static final ByteString HOT_KEY = ByteString.copyFromUtf8("hot, and longer than others");

  /** Far apart from its neighbours, so that the tree changes everywhere. */
  private static ByteString key(long change) {
    final long mixed = change * 0x9E3779B97F4A7C15L;
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(mixed).flip());
  }

  private static ByteString value(long change) {
    return ByteString.copyFromUtf8("value " + change);
  }

  private long readUntilDone(Random random) {
    long reads = 0;
    do {
      switch (random.nextInt(4)) {
        case 0 -> readLatest();
        case 1 -> readOld(random);
        case 2 -> readHistory(random);
        default -> readBefore(random);
      }
      reads++;
    } while (!isWriterDone);
    return reads;
  }

  private void readLatest() {
    final RangeResult result = store.range(Ranges.everything().build());
    checkContent(result, result.revision());
  }

  private void readOld(Random random) {
    final long revision = randomRevision(random);
    final RangeRequest request = Ranges.everything().setRevision(revision).build();
    try {
      checkContent(store.range(request), revision);
      final RangeRequest hot = request.toBuilder().setKey(HOT_KEY).clearRangeEnd().build();
      final List<ByteString> values =
          store.range(hot).kvs().stream().map(KeyValue::getValue).toList();
      assertThat(values).isEqualTo(revision < 2 ? List.of() : List.of(value(revision - 2)));
    } catch (RefusedException e) {
      checkCompacted(e, revision);
    }
  }

  private long randomRevision(Random random) {
    return Math.max(1, store.currentRevision() - random.nextInt(KEPT + 20));
  }

  private void checkCompacted(RefusedException e, long revision) {
    assertThat(e.error()).isEqualTo(EtcdError.COMPACTED);
    assertThat(store.compactRevision()).isGreaterThan(revision);
  }

  private static void checkContent(RangeResult result, long revision) {
    if (revision < 2) {
      assertThat(result.kvs()).isEmpty();
      return;
    }
    final long last = revision - 2;
    final long first = Math.max(0, last - WINDOW + 1);
    final Set<ByteString> expected = new HashSet<>();
    expected.add(HOT_KEY);
    for (long change = first; change <= last; change++) {
      expected.add(key(change));
    }
    assertThat(result.count()).isEqualTo(expected.size());
    for (KeyValue kv : result.kvs()) {
      assertThat(expected.remove(kv.getKey())).isTrue();
      assertThat(kv.getValue()).isEqualTo(value(kv.getModRevision() - 2));
      assertThat(kv.getModRevision()).isLessThanOrEqualTo(revision);
    }
    assertThat(expected).isEmpty();
  }

  private void readHistory(Random random) {
    final long from = randomRevision(random);
    final List<Event> events = new ArrayList<>();
    try {
      final long visited = store.history(from, from + 30, 20, events::add);
      assertThat(visited).isGreaterThanOrEqualTo(Math.min(from, store.currentRevision()) - 1);
      checkEvents(events, from);
    } catch (RefusedException e) {
      checkCompacted(e, from);
      checkEvents(events, from);
    }
  }

  private static void checkEvents(List<Event> events, long from) {
    long revision = Math.max(2, from);
    final List<Event> rest = new ArrayList<>(events);
    while (!rest.isEmpty()) {
      final int count = revision - 2 >= WINDOW ? 3 : 2;
      assertThat(rest.get(0).getKv().getKey()).isEqualTo(key(revision - 2));
      assertThat(rest).hasSizeGreaterThanOrEqualTo(count);
      for (Event event : rest.subList(0, count)) {
        assertThat(event.getKv().getModRevision()).isEqualTo(revision);
      }
      rest.subList(0, count).clear();
      revision++;
    }
  }

  private void readBefore(Random random) {
    final long revision = randomRevision(random) + 1;
    store
        .before(HOT_KEY, revision)
        .ifPresentOrElse(
            kv -> assertThat(kv.getModRevision()).isEqualTo(revision - 1),
            () -> assertThat(store.compactRevision() > revision - 1 || revision <= 2).isTrue());
  }
}
