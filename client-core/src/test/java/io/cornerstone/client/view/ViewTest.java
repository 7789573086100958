package io.cornerstone.client.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.fake.FakeKeyspace;
import io.cornerstone.client.fake.FakeWatch;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.client.watch.ResyncOptions;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Views of a store in memory. */
class ViewTest {
  private static final GetOptions CHEAP = GetOptions.DEFAULT.withSerializable();

  private final FakeKeyspace store = new FakeKeyspace();

  @Test
  void aRangeOfAViewHasTheKeysItSaysAndNoneBeyondThePrefix() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      Prefix prefix = new Prefix(bytes(random, 1 + random.nextInt(2)));
      KeyRange range = range(random);
      KeyRange below = prefix.add(range);
      Bytes key = bytes(random, 1 + random.nextInt(3));
      assertThat(below.contains(prefix.add(key)))
          .as("%s in %s under %s", key, range, prefix)
          .isEqualTo(range.contains(key));
      assertThat(prefix.strip(prefix.add(key))).isEqualTo(key);
      Bytes stranger = bytes(random, 1 + random.nextInt(3));
      if (!stranger.startsWith(prefix.prefix())) {
        assertThat(below.contains(stranger)).isFalse();
      }
    }
  }

  private static KeyRange range(Random random) {
    Bytes key = bytes(random, 1 + random.nextInt(2));
    return switch (random.nextInt(4)) {
      case 0 -> KeyRange.single(key);
      case 1 -> KeyRange.prefix(key);
      case 2 -> KeyRange.from(key);
      default -> KeyRange.between(key, bytes(random, 1 + random.nextInt(2)));
    };
  }

  /** Of few values, the highest among them, so that ranges meet their ends. */
  private static Bytes bytes(Random random, int size) {
    byte[] values = {0, 1, 'a', (byte) 0xfe, (byte) 0xff};
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = values[random.nextInt(values.length)];
    }
    return Bytes.of(bytes);
  }

  @Test
  void nestedOperationsAndComparesAreMapped() {
    Prefix prefix = new Prefix(Bytes.of("p/"));
    Op mapped =
        prefix.add(
            Op.when(Compare.version(Bytes.of("k"), Relation.EQUAL, 1))
                .then(Op.when().then(Op.put("k", "v")).otherwise(Op.delete(Bytes.of("k")))));
    assertThat(mapped)
        .isEqualTo(
            Op.when(Compare.version(Bytes.of("p/k"), Relation.EQUAL, 1))
                .then(Op.when().then(Op.put("p/k", "v")).otherwise(Op.delete(Bytes.of("p/k")))));
  }

  @Test
  void aWatchOfAViewMapsItsRangeItsEventsAndWhatIsKnown() {
    List<WatchEvent> seen = new ArrayList<>();
    ResyncOptions known = ResyncOptions.DEFAULT.withKnownKeys(List.of(Bytes.of("old")));
    Namespace.on(store, Bytes.of("p/"))
        .watch()
        .key("k")
        .from(7)
        .resyncAfterCompaction(known)
        .listen(
            new WatchListener() {
              @Override
              public void onEvents(WatchBatch batch) {
                seen.addAll(batch.events());
              }

              @Override
              public void onClosed(WatchEnd end) {}
            });
    FakeWatch.Started below = store.watchers.get(0);
    assertThat(below.watch().watched()).isEqualTo(KeyRange.single(Bytes.of("p/k")));
    assertThat(below.watch().startRevision()).isEqualTo(7);
    assertThat(below.watch().resync())
        .isEqualTo(ResyncOptions.DEFAULT.withKnownKeys(List.of(Bytes.of("p/old"))));
    WatchEvent gone = new WatchEvent.Delete(Bytes.of("p/k"), 9, Optional.empty(), true);
    below.listener().onEvents(new WatchBatch(Header.NONE, List.of(gone)));
    assertThat(seen)
        .containsExactly(new WatchEvent.Delete(Bytes.of("k"), 9, Optional.empty(), true));
  }

  @Test
  void anAnswerFromBeforeWhatWasSeenIsAskedForAgain() {
    store.kv.write("a", "1");
    long seen = store.kv.write("a", "2");
    RevisionGuard guard = RevisionGuard.ordered(store).withPatience(3, Duration.ZERO);
    guard.sawRevision(seen);
    store.kv.lagNext(seen - 1);
    assertThat(get(guard).join().first().map(KeyValue::value)).contains(Bytes.of("2"));
    assertThat(store.kv.gets).hasSize(2);
  }

  @Test
  void patienceHasAnEnd() {
    long seen = store.kv.write("a", "2");
    RevisionGuard guard = RevisionGuard.ordered(store).withPatience(2, Duration.ZERO);
    guard.sawRevision(seen);
    store.kv.lagNext(seen - 1);
    store.kv.lagNext(seen - 1);
    CompletableFuture<GetResult> read = get(guard);
    assertThatThrownBy(read::join).hasCauseInstanceOf(StaleReadException.class);
    assertThat(store.kv.gets).hasSize(2);
  }

  @Test
  void onlyAnOrderedViewLearnsFromReads() {
    long revision = store.kv.write("a", "2");
    RevisionGuard ordered = RevisionGuard.ordered(store);
    RevisionGuard ownWrites = RevisionGuard.readYourWrites(store);
    get(ordered);
    get(ownWrites);
    assertThat(ordered.seenRevision()).isEqualTo(revision);
    assertThat(ownWrites.seenRevision()).isZero();
    ownWrites.kv().put(Bytes.of("a"), Bytes.of("3"));
    store.steps.run();
    assertThat(ownWrites.seenRevision()).isEqualTo(revision + 1);
  }

  /** Sends a read, and runs the steps until it is answered. */
  private CompletableFuture<GetResult> get(RevisionGuard guard) {
    CompletableFuture<GetResult> read = guard.kv().get(Bytes.of("a"), CHEAP);
    Eventually.holds(
        () -> {
          store.steps.run();
          return read.isDone();
        });
    return read;
  }
}
