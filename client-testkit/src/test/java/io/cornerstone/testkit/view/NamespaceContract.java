package io.cornerstone.testkit.view;

import static io.cornerstone.testkit.view.LiveTarget.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.view.Namespace;
import io.cornerstone.client.watch.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A namespace in one store behaves as another store that has nothing else in it. */
abstract class NamespaceContract {
  private static final int STEPS = 250;
  private static final Bytes LAST = Bytes.of("zz-last");

  /** Where the namespace is, among other keys. */
  protected abstract LiveTarget shared();

  /** Where the keys are alone. */
  protected abstract LiveTarget alone();

  @ParameterizedTest
  @ValueSource(strings = {"702f", "ff", "ffff", "00", "61ff"})
  void aNamespaceIsLikeAStoreOfItsOwn(String hex) {
    Bytes prefix = Bytes.fromHex(hex);
    List<KeyValue> neighbours = plantNeighbours(prefix);
    Keyspace view = Namespace.on(Keyspace.of(shared().client()), prefix);
    Keyspace plain = Keyspace.of(alone().client());
    Shown viewShown = new Shown(revision(view));
    Shown plainShown = new Shown(revision(plain));
    Seen viewSeen = new Seen(viewShown);
    Seen plainSeen = new Seen(plainShown);
    try (Watcher one = watchFrom(view, viewShown.base() + 1, viewSeen);
        Watcher two = watchFrom(plain, plainShown.base() + 1, plainSeen)) {
      RandomOps viewOps = new RandomOps(prefix.hashCode());
      RandomOps plainOps = new RandomOps(prefix.hashCode());
      for (int i = 0; i < STEPS; i++) {
        assertThat(step(view, viewOps, viewShown))
            .as("step %d", i)
            .isEqualTo(step(plain, plainOps, plainShown));
      }
      await(view.kv().put(LAST, Bytes.EMPTY));
      await(plain.kv().put(LAST, Bytes.EMPTY));
      await(viewSeen.done);
      await(plainSeen.done);
      assertThat(viewSeen.lines()).hasSizeGreaterThan(50).isEqualTo(plainSeen.lines());
      assertThat(one.nextRevision() - viewShown.base())
          .isEqualTo(two.nextRevision() - plainShown.base());
    }
    await(view.kv().delete(KeyRange.all()));
    assertThat(await(shared().client().kv().get(KeyRange.all())).kvs()).isEqualTo(neighbours);
  }

  private static String step(Keyspace keyspace, RandomOps ops, Shown shown) {
    return switch (ops.nextInt(5)) {
      case 0 -> shown.outcome(keyspace.kv().get(ops.range(), ops.getOptions()), shown::get);
      case 1 ->
          shown.outcome(keyspace.kv().put(ops.key(), ops.value(), ops.putOptions()), shown::put);
      case 2 ->
          shown.outcome(keyspace.kv().delete(ops.range(), ops.deleteOptions()), shown::delete);
      default ->
          shown.outcome(
              keyspace.txn().when(ops.compares()).then(ops.ops(2)).otherwise(ops.ops(2)).commit(),
              shown::txn);
    };
  }

  private static Watcher watchFrom(Keyspace keyspace, long revision, Seen seen) {
    return keyspace
        .watch()
        .range(KeyRange.from(Bytes.EMPTY))
        .withPrevKv()
        .from(revision)
        .listen(event -> seen.add(event.key(), seen.shown.event(event)));
  }

  /** Keys that a wrong range would meet. */
  private List<KeyValue> plantNeighbours(Bytes prefix) {
    Bytes below = Bytes.fromHex("0001");
    Bytes behind = KeyRange.prefix(prefix).rangeEnd();
    List<Bytes> keys = new ArrayList<>(List.of(below, prefix, Bytes.of("a"), Bytes.of("b")));
    keys.add(behind.equals(Bytes.fromHex("00")) ? Bytes.fromHex("fe") : behind);
    for (Bytes key : keys) {
      if (!key.startsWith(prefix) || key.equals(prefix)) {
        await(shared().client().kv().put(key, Bytes.of("not yours")));
      }
    }
    return await(shared().client().kv().get(KeyRange.all())).kvs();
  }

  private static long revision(Keyspace keyspace) {
    return await(keyspace.kv().get(Bytes.of("a"))).revision();
  }

  @Test
  void aLeaseNamesTheKeysOfTheViewOnly() {
    Keyspace view = Namespace.of(shared().client(), "p/");
    LeaseId lease = await(view.leases().grant(Duration.ofSeconds(60))).id();
    PutOptions leased = PutOptions.DEFAULT.withLease(lease);
    await(view.kv().put(Bytes.of("mine"), Bytes.of("1"), leased));
    await(shared().client().kv().put(Bytes.of("other"), Bytes.of("1"), leased));
    assertThat(await(view.leases().timeToLive(lease, true)).keys())
        .containsExactly(Bytes.of("mine"));
    await(view.leases().revoke(lease));
    assertThat(await(view.kv().get(Bytes.of("mine"))).kvs()).isEmpty();
  }

  @Test
  void namespacesNest() {
    Namespace outer = Namespace.of(shared().client(), "p/");
    Namespace inner = Namespace.on(outer, Bytes.fromHex("ff"));
    await(inner.kv().put(Bytes.of("k"), Bytes.of("v")));
    shared().put("p0", "behind the outer one");
    assertThat(await(inner.kv().get(KeyRange.all())).kvs())
        .extracting(KeyValue::key)
        .containsExactly(Bytes.of("k"));
    assertThat(await(shared().client().kv().get(Bytes.fromHex("702fff6b"))).kvs()).hasSize(1);
  }

  /** The events of a watcher, until the last key is put. */
  private static final class Seen {
    final CompletableFuture<Boolean> done = new CompletableFuture<>();
    final Shown shown;
    private final List<String> lines = new ArrayList<>();

    Seen(Shown shown) {
      this.shown = shown;
    }

    synchronized void add(Bytes key, String line) {
      lines.add(line);
      if (key.equals(LAST)) {
        done.complete(true);
      }
    }

    synchronized List<String> lines() {
      return List.copyOf(lines);
    }
  }
}
