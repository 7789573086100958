package io.cornerstone.testkit.stm;

import static io.cornerstone.testkit.view.LiveTarget.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.IndeterminateException;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.codec.Codec;
import io.cornerstone.client.stm.Isolation;
import io.cornerstone.client.stm.Stm;
import io.cornerstone.client.stm.StmEntry;
import io.cornerstone.client.stm.StmKey;
import io.cornerstone.client.stm.StmOptions;
import io.cornerstone.client.stm.StmPlan;
import io.cornerstone.client.stm.StmResult;
import io.cornerstone.client.stm.Transaction;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.protocol.StatusCode;
import io.cornerstone.testkit.view.LiveTarget;
import io.cornerstone.testkit.view.Tap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What transactions promise, whatever server runs them. */
abstract class StmContract {
  private static final int ACCOUNTS = 8;
  private static final long OPENING = 100;
  private static final KeyRange PAGES = KeyRange.prefix("p/");
  private static final StmKey<Long> COUNT = StmKey.of("count", Codec.DECIMAL);
  private static final StmKey<Long> X = StmKey.of("x", Codec.DECIMAL);
  private static final StmKey<Long> Y = StmKey.of("y", Codec.DECIMAL);

  protected abstract LiveTarget target();

  @ParameterizedTest
  @EnumSource(names = {"SERIALIZABLE_SNAPSHOT", "SERIALIZABLE", "SNAPSHOT", "REPEATABLE_READ"})
  void transfersKeepTheSum(Isolation isolation) {
    for (int i = 0; i < ACCOUNTS; i++) {
      target().put("account/" + i, Long.toString(OPENING));
    }
    List<Client> clients = new ArrayList<>();
    try {
      List<CompletableFuture<Integer>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Client client = target().newClient();
        clients.add(client);
        StmOptions options = StmOptions.DEFAULT.withIsolation(isolation).withAttemptsMax(10_000);
        Stm stm = Stm.of(client).withOptions(options);
        runs.add(transfers(stm, new Random(i), 12, 0));
        assertThat(audit(Stm.of(client))).isEqualTo(ACCOUNTS * OPENING);
      }
      int attempts = runs.stream().mapToInt(run -> await(run)).sum();
      assertThat(attempts).isGreaterThanOrEqualTo(8 * 12);
      assertThat(audit(Stm.of(target().client()))).isEqualTo(ACCOUNTS * OPENING);
    } finally {
      clients.forEach(Client::close);
    }
  }

  private static CompletableFuture<Integer> transfers(
      Stm stm, Random random, int left, int attempts) {
    if (left == 0) {
      return CompletableFuture.completedFuture(attempts);
    }
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    long amount = 1 + random.nextInt(20);
    return stm.run(tx -> transfer(tx, account(from), account(to), amount))
        .thenCompose(
            done -> {
              assertThat(done.isCommitted()).isTrue();
              return transfers(stm, random, left - 1, attempts + done.attempts());
            });
  }

  private static CompletableFuture<Long> transfer(
      Transaction tx, StmKey<Long> from, StmKey<Long> to, long amount) {
    return tx.get(from)
        .thenCombine(
            tx.get(to),
            (source, sink) -> {
              tx.put(from, source.orElseThrow() - amount);
              tx.put(to, sink.orElseThrow() + amount);
              return amount;
            });
  }

  private static StmKey<Long> account(int number) {
    return StmKey.of("account/" + number, Codec.DECIMAL);
  }

  private static long audit(Stm stm) {
    return await(
            stm.run(
                tx ->
                    tx.range(KeyRange.prefix("account/"))
                        .thenApply(
                            entries ->
                                entries.stream()
                                    .mapToLong(entry -> Codec.DECIMAL.decode(entry.value()))
                                    .sum())))
        .value()
        .orElseThrow();
  }

  /** Takes one of two away if both are there; meanwhile another does the same with the other. */
  private StmResult<Boolean> skew(Isolation isolation) {
    target().put("x", "1");
    target().put("y", "1");
    Stm stm = Stm.of(target().client()).withIsolation(isolation);
    AtomicInteger runs = new AtomicInteger();
    StmResult<Boolean> result =
        await(
            stm.run(
                tx ->
                    both(tx)
                        .thenCompose(
                            sum ->
                                runs.getAndIncrement() > 0
                                    ? CompletableFuture.completedFuture(sum)
                                    : stm.run(
                                            other -> both(other).thenApply(s -> take(other, Y, s)))
                                        .thenApply(done -> sum))
                        .thenApply(sum -> take(tx, X, sum))));
    assertThat(result.attempts()).isEqualTo(runs.get());
    return result;
  }

  private static CompletableFuture<Long> both(Transaction tx) {
    return tx.get(X).thenCombine(tx.get(Y), (x, y) -> x.orElseThrow() + y.orElseThrow());
  }

  private static boolean take(Transaction tx, StmKey<Long> key, long sum) {
    if (sum < 2) {
      return false;
    }
    tx.put(key, 0L);
    return true;
  }

  @Test
  void writeSkewHappensUnderSnapshotIsolation() {
    assertThat(skew(Isolation.SNAPSHOT).attempts()).isEqualTo(1);
    assertThat(valueOf("x") + valueOf("y")).isEqualTo("00");
  }

  @ParameterizedTest
  @EnumSource(names = {"SERIALIZABLE_SNAPSHOT", "SERIALIZABLE", "REPEATABLE_READ"})
  void writeSkewIsPrevented(Isolation isolation) {
    StmResult<Boolean> result = skew(isolation);
    assertThat(result.attempts()).isEqualTo(2);
    assertThat(result.value()).contains(false);
    assertThat(valueOf("x") + valueOf("y")).isEqualTo("10");
  }

  /** Counts a range, while something happens to it once after the first look. */
  private StmResult<Long> count(Isolation isolation, Supplier<CompletableFuture<?>> meanwhile) {
    AtomicInteger runs = new AtomicInteger();
    return await(
        Stm.of(target().client())
            .withIsolation(isolation)
            .run(
                tx ->
                    tx.range(PAGES)
                        .thenCompose(
                            pages ->
                                runs.getAndIncrement() > 0
                                    ? CompletableFuture.completedFuture(pages)
                                    : meanwhile.get().thenApply(done -> pages))
                        .thenApply(
                            pages -> {
                              tx.put(COUNT, (long) pages.size());
                              return (long) pages.size();
                            })));
  }

  private CompletableFuture<?> insert() {
    return target().client().kv().put(Bytes.of("p/5"), Bytes.of("new"));
  }

  private CompletableFuture<?> remove() {
    return target().client().kv().delete(Bytes.of("p/1"));
  }

  private void threePages() {
    for (int i = 0; i < 3; i++) {
      target().put("p/" + i, "page");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERIALIZABLE_SNAPSHOT", "SERIALIZABLE"})
  void aPhantomInsertIsNoticed(Isolation isolation) {
    threePages();
    assertThat(count(isolation, this::insert)).matches(r -> r.attempts() == 2);
    assertThat(valueOf("count")).isEqualTo("4");
  }

  @ParameterizedTest
  @EnumSource(names = {"SERIALIZABLE_SNAPSHOT", "SERIALIZABLE"})
  void aPhantomInsertIntoAnEmptyRangeIsNoticed(Isolation isolation) {
    assertThat(count(isolation, this::insert)).matches(r -> r.attempts() == 2);
    assertThat(valueOf("count")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(names = {"SERIALIZABLE_SNAPSHOT", "SERIALIZABLE", "REPEATABLE_READ"})
  void aPhantomDeleteIsNoticed(Isolation isolation) {
    threePages();
    assertThat(count(isolation, this::remove)).matches(r -> r.attempts() == 2);
    assertThat(valueOf("count")).isEqualTo("2");
  }

  @Test
  void anUntouchedRangeIsCommittedAtOnce() {
    threePages();
    StmResult<Long> result =
        count(
            Isolation.SERIALIZABLE,
            () -> target().client().kv().put(Bytes.of("q"), Bytes.of("elsewhere")));
    assertThat(result.attempts()).isEqualTo(1);
    assertThat(result.value()).contains(3L);
  }

  @Test
  void laxerLevelsMissPhantomInserts() {
    threePages();
    assertThat(count(Isolation.REPEATABLE_READ, this::insert).attempts()).isEqualTo(1);
    assertThat(valueOf("count")).isEqualTo("3");
    assertThat(count(Isolation.SNAPSHOT, this::remove).attempts()).isEqualTo(1);
    assertThat(valueOf("count")).isEqualTo("4");
  }

  @Test
  void readCommittedLosesUpdatesAsItSays() {
    target().put("x", "1");
    AtomicInteger runs = new AtomicInteger();
    StmResult<Long> result =
        await(
            Stm.of(target().client())
                .withIsolation(Isolation.READ_COMMITTED)
                .run(
                    tx ->
                        tx.get(X)
                            .thenCompose(
                                x ->
                                    target()
                                        .client()
                                        .kv()
                                        .put(X.key(), Bytes.of("10"))
                                        .thenApply(done -> x.orElseThrow()))
                            .thenApply(
                                x -> {
                                  runs.incrementAndGet();
                                  tx.put(X, x + 1);
                                  return x + 1;
                                })));
    assertThat(result.attempts()).isEqualTo(1);
    assertThat(runs).hasValue(1);
    assertThat(valueOf("x")).isEqualTo("2");
  }

  @Test
  void aTransactionThatAlwaysCollidesEndsContended() {
    target().put("x", "1");
    StmResult<Long> result =
        await(
            Stm.of(target().client())
                .withOptions(StmOptions.DEFAULT.withAttemptsMax(3))
                .run(
                    tx ->
                        tx.get(X)
                            .thenCompose(x -> target().client().kv().put(X.key(), Bytes.of("10")))
                            .thenApply(
                                put -> {
                                  tx.put(X, 0L);
                                  return put.revision();
                                })));
    assertThat(result).isInstanceOf(StmResult.Contended.class);
    assertThat(result.attempts()).isEqualTo(3);
    assertThat(valueOf("x")).isEqualTo("10");
  }

  @Test
  void aSnapshotThatIsCompactedIsTakenAnew() {
    target().put("x", "1");
    target().put("y", "2");
    AtomicInteger runs = new AtomicInteger();
    StmResult<Long> result =
        await(
            Stm.of(target().client())
                .run(
                    tx ->
                        tx.get(X)
                            .thenCompose(
                                x ->
                                    runs.getAndIncrement() > 0
                                        ? CompletableFuture.completedFuture(x)
                                        : putAndCompact().thenApply(done -> x))
                            .thenCompose(x -> tx.get(Y))
                            .thenApply(y -> y.orElseThrow())));
    assertThat(result.value()).contains(3L);
    assertThat(result.attempts()).isEqualTo(2);
  }

  private CompletableFuture<?> putAndCompact() {
    Client client = target().client();
    return client
        .kv()
        .put(Y.key(), Bytes.of("3"))
        .thenCompose(put -> client.kv().compact(put.revision()));
  }

  @Test
  void aDryRunTellsWhatWouldBeSentAndWritesNothing() {
    threePages();
    target().put("x", "1");
    StmPlan<Integer> plan =
        await(
            Stm.of(target().client())
                .dryRun(
                    tx ->
                        tx.get(X)
                            .thenCompose(x -> tx.range(PAGES))
                            .thenApply(
                                pages -> {
                                  tx.put(Y, 5L);
                                  tx.delete(X);
                                  return pages.size();
                                })));
    long head = plan.snapshot();
    assertThat(plan.result()).isEqualTo(3);
    assertThat(plan.ops()).containsExactly(Op.delete(X.key()), Op.put("y", "5"));
    assertThat(plan.compares())
        .containsExactly(
            Compare.modRevision(Bytes.of("p/0"), Relation.EQUAL, head - 3),
            Compare.modRevision(Bytes.of("p/1"), Relation.EQUAL, head - 2),
            Compare.modRevision(Bytes.of("p/2"), Relation.EQUAL, head - 1),
            Compare.modRevision(X.key(), Relation.EQUAL, head),
            Compare.modRevision(Y.key(), Relation.LESS, head + 1),
            new Compare.ModRevision(PAGES, Relation.LESS, head + 1));
    assertThat(valueOf("x")).isEqualTo("1");
    assertThat(valueOf("y")).isEmpty();
  }

  @Test
  void aTransactionSeesItsOwnWrites() {
    threePages();
    StmResult<List<String>> result =
        await(
            Stm.of(target().client())
                .run(
                    tx -> {
                      tx.delete(Bytes.of("p/0"));
                      tx.put(Bytes.of("p/1"), Bytes.of("mine"));
                      tx.put(Bytes.of("p/9"), Bytes.of("new"));
                      return tx.range(PAGES).thenApply(StmContract::texts);
                    }));
    assertThat(result.value().orElseThrow()).containsExactly("p/1=mine", "p/2=page", "p/9=new");
    assertThat(texts(entries())).containsExactly("p/1=mine", "p/2=page", "p/9=new");
  }

  @Test
  void aBodyThatFailsWritesNothing() {
    CompletableFuture<StmResult<Long>> run =
        Stm.of(target().client())
            .run(
                tx -> {
                  tx.put(X, 1L);
                  throw new IllegalArgumentException("no");
                });
    assertThatThrownBy(run::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
    StmResult<String> discarded =
        await(
            Stm.of(target().client())
                .run(
                    tx -> {
                      tx.put(X, 1L);
                      tx.discardWrites();
                      return CompletableFuture.completedFuture("nothing");
                    }));
    assertThat(discarded.value()).contains("nothing");
    assertThat(valueOf("x")).isEmpty();
  }

  private List<StmEntry> entries() {
    return await(target().client().kv().get(PAGES)).kvs().stream()
        .map(kv -> new StmEntry(kv.key(), kv.value()))
        .toList();
  }

  private static List<String> texts(List<StmEntry> entries) {
    return entries.stream().map(e -> e.key().utf8() + "=" + e.value().utf8()).toList();
  }

  private String valueOf(String key) {
    return await(target().client().kv().get(Bytes.of(key)))
        .first()
        .map(kv -> kv.value().utf8())
        .orElse("");
  }

  @Test
  void aCommitOfUnknownOutcomeIsNotRepeated() {
    target().put("x", "1");
    AtomicInteger commits = new AtomicInteger();
    Keyspace losesReplies =
        new Tap(
            Keyspace.of(target().client()),
            call -> {
              if (!call.is("commit")) {
                return call.proceed();
              }
              commits.incrementAndGet();
              CompletableFuture<?> done = (CompletableFuture<?>) call.proceed();
              return done.thenCompose(
                  answer ->
                      CompletableFuture.failedFuture(
                          new IndeterminateException(StatusCode.UNAVAILABLE, null, "cut")));
            });
    CompletableFuture<StmResult<Long>> run =
        Stm.on(losesReplies)
            .run(
                tx ->
                    tx.get(X)
                        .thenApply(
                            x -> {
                              tx.put(X, x.orElseThrow() + 1);
                              return x.orElseThrow();
                            }));
    assertThatThrownBy(run::join).hasCauseInstanceOf(IndeterminateException.class);
    assertThat(commits).hasValue(1);
    assertThat(valueOf("x")).isEqualTo("2");
  }
}
