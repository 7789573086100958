package io.cornerstone.testkit.cache;

import static io.cornerstone.testkit.view.LiveTarget.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.cache.Cache;
import io.cornerstone.client.cache.CacheChange;
import io.cornerstone.client.cache.CacheEntry;
import io.cornerstone.client.cache.CacheOptions;
import io.cornerstone.client.cache.CacheSnapshot;
import io.cornerstone.client.cache.CacheState;
import io.cornerstone.client.cache.Freshness;
import io.cornerstone.client.codec.Codec;
import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.view.Namespace;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.testkit.view.LiveTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What a cache promises, whatever server feeds it. */
abstract class CacheContract {
  private static final KeyRange RANGE = KeyRange.prefix("c/");
  private static final CacheOptions SMALL_PAGES = CacheOptions.DEFAULT.withPageSize(7);

  protected abstract LiveTarget target();

  private Cache<String> open() {
    Keyspace all = Keyspace.of(target().client());
    return await(Cache.open(all, RANGE, Codec.UTF8, SMALL_PAGES).ready());
  }

  @Test
  void isFilledInPagesAndFollows() {
    for (int i = 0; i < 20; i++) {
      target().put("c/" + i, "old" + i);
    }
    target().put("d", "outside");
    try (Cache<String> cache = open()) {
      assertThat(cache.state()).isEqualTo(new CacheState.Current());
      assertThat(cache.snapshot().entries()).hasSize(20);
      assertThat(cache.get(Bytes.of("c/3")).map(CacheEntry::value)).contains("old3");
      target().put("c/3", "new3");
      assertThat(linearizable(cache, "c/3")).contains("new3");
      await(target().client().kv().delete(Bytes.of("c/3")));
      assertThat(linearizable(cache, "c/3")).isEmpty();
      assertThatThrownBy(() -> cache.get(Bytes.of("d")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Optional<String> linearizable(Cache<String> cache, String key) {
    return await(cache.get(Bytes.of(key), Freshness.linearizable())).map(CacheEntry::value);
  }

  @Test
  void linearizableReadsDoNotWaitForEventsOfOtherKeys() {
    target().put("c/1", "here");
    try (Cache<String> cache = open()) {
      for (int i = 0; i < 5; i++) {
        target().put("elsewhere", "x" + i);
      }
      long present = await(target().client().kv().get(Bytes.of("elsewhere"))).revision();
      assertThat(linearizable(cache, "c/1")).contains("here");
      assertThat(linearizable(cache, "c/none")).isEmpty();
      CacheSnapshot<String> snapshot = await(cache.snapshot(Freshness.atLeast(present)));
      assertThat(snapshot.revision()).isGreaterThanOrEqualTo(present);
      assertThat(snapshot.entries()).hasSize(1);
    }
  }

  @Test
  void aReadOfARevisionThatDoesNotExistTimesOut() {
    Keyspace all = Keyspace.of(target().client());
    CacheOptions hasty = SMALL_PAGES.withReadTimeout(Duration.ofMillis(100));
    try (Cache<String> cache = await(Cache.open(all, RANGE, Codec.UTF8, hasty).ready())) {
      long future = cache.revision() + 1_000_000;
      assertThatThrownBy(() -> cache.snapshot(Freshness.atLeast(future)).join())
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("not new enough");
    }
  }

  @Test
  void equalsALinearizableListAfterRandomWrites() {
    Random random = new Random(7);
    CacheLog log = new CacheLog();
    Client client = target().client();
    try (Cache<String> cache = open()) {
      cache.listen(log);
      for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 15; i++) {
          writeSomething(client, random);
        }
        CacheSnapshot<String> snapshot = await(cache.snapshot(Freshness.linearizable()));
        assertThat(texts(snapshot)).isEqualTo(listed(client));
      }
      long last = cache.revision();
      log.awaitContent(cache.snapshot());
      assertThat(log.lastRevision()).isLessThanOrEqualTo(last);
      log.assertEachChangeOnceAndInOrder();
    }
  }

  private static void writeSomething(Client client, Random random) {
    Bytes key = Bytes.of("c/" + random.nextInt(12));
    switch (random.nextInt(4)) {
      case 0 -> await(client.kv().delete(key));
      case 1 ->
          await(
              client
                  .txn()
                  .then(
                      Op.put(key, Bytes.of("t" + random.nextInt())),
                      Op.put(key.concat(Bytes.of("/x")), Bytes.of("pair")))
                  .commit());
      case 2 -> await(client.kv().put(Bytes.of("other"), Bytes.of("x")));
      default -> await(client.kv().put(key, Bytes.of("v" + random.nextInt())));
    }
  }

  private static List<String> texts(CacheSnapshot<String> snapshot) {
    return snapshot.entries().values().stream()
        .map(e -> e.key() + "=" + e.value() + "@" + e.createRevision() + "," + e.modRevision())
        .toList();
  }

  private static List<String> listed(Client client) {
    return await(client.kv().get(RANGE)).kvs().stream().map(CacheContract::text).toList();
  }

  private static String text(KeyValue kv) {
    return kv.key() + "=" + kv.value().utf8() + "@" + kv.createRevision() + "," + kv.modRevision();
  }

  @Test
  void changesOfOneRevisionBecomeVisibleTogether() {
    Client client = target().client();
    CacheLog log = new CacheLog();
    try (Cache<String> cache = open()) {
      cache.listen(log);
      for (int i = 0; i < 40; i++) {
        String value = Integer.toString(i);
        var both = client.txn().then(Op.put("c/a", value), Op.put("c/b", value)).commit();
        while (!both.isDone()) {
          assertSame(cache.snapshot());
        }
        await(both);
      }
      assertSame(await(cache.snapshot(Freshness.linearizable())));
      log.awaitContent(cache.snapshot());
      assertThat(log.callsThatSplitARevision()).isZero();
    }
  }

  private static void assertSame(CacheSnapshot<String> snapshot) {
    assertThat(value(snapshot, "c/a")).isEqualTo(value(snapshot, "c/b"));
  }

  private static Optional<String> value(CacheSnapshot<String> snapshot, String key) {
    return Optional.ofNullable(snapshot.entries().get(Bytes.of(key))).map(CacheEntry::value);
  }

  @Test
  void worksInANamespace() {
    Keyspace view = Namespace.of(target().client(), "tenant/");
    await(view.kv().put(Bytes.of("k"), Bytes.of("1")));
    target().put("other", "2");
    try (Cache<String> cache =
        await(Cache.open(view, KeyRange.all(), Codec.UTF8, SMALL_PAGES).ready())) {
      await(view.kv().put(Bytes.of("l"), Bytes.of("3")));
      assertThat(await(cache.snapshot(Freshness.linearizable())).entries().keySet())
          .containsExactly(Bytes.of("k"), Bytes.of("l"));
    }
  }

  @Test
  void aValueThatDoesNotDecodeEndsIt() {
    Keyspace all = Keyspace.of(target().client());
    target().put("c/1", "1");
    Cache<Long> cache = await(Cache.open(all, RANGE, Codec.DECIMAL, SMALL_PAGES).ready());
    target().put("c/2", "no number");
    Eventually.holds(() -> cache.state() instanceof CacheState.Failed);
    assertThatThrownBy(() -> cache.get(Bytes.of("c/1")))
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(NumberFormatException.class);
    cache.close();
    assertThat(cache.state()).isInstanceOf(CacheState.Failed.class);
  }

  @Test
  void closingEndsIt() {
    CacheLog log = new CacheLog();
    Cache<String> cache = open();
    cache.listen(log);
    var waiting = cache.snapshot(Freshness.atLeast(cache.revision() + 1_000_000));
    cache.close();
    assertThatThrownBy(waiting::join).hasMessageContaining("closed");
    Eventually.holds(() -> log.states().equals(List.of(new CacheState.Closed())));
    assertThatThrownBy(cache::snapshot).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.snapshot(Freshness.local()).join())
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aGapInTheHistoryIsBridgedByTheDifference() {
    Client client = target().client();
    for (String key : List.of("c/kept", "c/changed", "c/gone")) {
      target().put(key, "1");
    }
    CutWatch cut = new CutWatch();
    CacheLog log = new CacheLog();
    try (Cache<String> cache =
        await(Cache.open(cut.of(client), RANGE, Codec.UTF8, SMALL_PAGES).ready())) {
      cache.listen(log);
      long next = cache.revision() + 1;
      cut.cut();
      target().put("c/changed", "2");
      target().put("c/new", "1");
      long head = await(client.kv().delete(Bytes.of("c/gone"))).revision();
      await(client.kv().compact(head));
      cut.end(new WatchEnd.Compacted(next, head));
      Eventually.holds(() -> cache.revision() >= head);
      assertThat(texts(cache.snapshot())).isEqualTo(listed(client));
      log.awaitContent(cache.snapshot());
      log.assertEachChangeOnceAndInOrder();
      assertThat(log.changes()).allMatch(CacheChange::resynced);
      assertThat(log.changes().stream().map(change -> change.key().utf8()))
          .containsExactly("c/changed", "c/new", "c/gone");
      assertThat(log.states().get(0)).isInstanceOf(CacheState.Stale.class);
      target().put("c/new", "2");
      assertThat(linearizable(cache, "c/new")).contains("2");
      assertThat(cache.state()).isEqualTo(new CacheState.Current());
    }
  }
}
