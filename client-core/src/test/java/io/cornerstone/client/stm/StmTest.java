package io.cornerstone.client.stm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.fake.FakeKeyspace;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.protocol.StatusCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whole transactions on a store in memory, step by step. */
class StmTest {
  private static final Bytes A = Bytes.of("a");
  private static final Bytes B = Bytes.of("b");
  private static final KeyRange PAGES = KeyRange.prefix("page/");

  private final FakeKeyspace store = new FakeKeyspace();
  private final List<Integer> pauses = new ArrayList<>();

  /** What others do just before the body's reads are answered; one entry per attempt. */
  private final List<Runnable> others = new ArrayList<>();

  @Test
  void aConflictIsFollowedByAPauseAndAnotherAttempt() {
    store.kv.write("a", "1");
    others.add(() -> store.kv.write("a", "5"));
    StmResult<String> result = run(Isolation.SERIALIZABLE, this::increment);
    assertThat(result).isEqualTo(new StmResult.Committed<>("6", store.kv.revision(), 2));
    assertThat(store.kv.now(A).orElseThrow().value()).isEqualTo(Bytes.of("6"));
    assertThat(pauses).containsExactly(1);
  }

  @Test
  void whoIsAlwaysTooLateIsContended() {
    store.kv.write("a", "1");
    for (int i = 0; i < 3; i++) {
      others.add(() -> store.kv.write("a", "5"));
    }
    StmResult<String> result = run(StmOptions.DEFAULT.withAttemptsMax(3), this::increment);
    assertThat(result).isInstanceOf(StmResult.Contended.class);
    assertThat(result.attempts()).isEqualTo(3);
    assertThat(pauses).containsExactly(1, 2);
    assertThat(store.kv.now(A).orElseThrow().value()).isEqualTo(Bytes.of("5"));
  }

  @Test
  void aPhantomIsNoticedWhereItIsPromisedAndOnlyThere() {
    for (Isolation isolation : Isolation.values()) {
      pauses.clear();
      store.kv.write("page/1", "x");
      others.add(() -> store.kv.write("page/2", "x"));
      run(isolation, this::count);
      boolean guarded =
          isolation == Isolation.SERIALIZABLE || isolation == Isolation.SERIALIZABLE_SNAPSHOT;
      assertThat(pauses).as("%s", isolation).hasSize(guarded ? 1 : 0);
      store.kv.remove("page/2");
      store.kv.remove("page/1");
    }
  }

  @Test
  void aKeyThatLeavesARangeIsNoticed() {
    store.kv.write("page/1", "x");
    store.kv.write("page/2", "x");
    others.add(() -> store.kv.remove("page/2"));
    StmResult<Integer> result = run(Isolation.SERIALIZABLE, this::count);
    assertThat(result.value()).contains(1);
    assertThat(pauses).hasSize(1);
  }

  @Test
  void aDryRunShowsTheCompareSetAndWritesNothing() {
    store.kv.write("page/1", "x");
    long snapshot = store.kv.revision();
    CompletableFuture<StmPlan<Integer>> future = stm(StmOptions.DEFAULT).dryRun(this::count);
    store.steps.run();
    StmPlan<Integer> plan = future.join();
    assertThat(plan.result()).isEqualTo(1);
    assertThat(plan.snapshot()).isEqualTo(snapshot);
    assertThat(plan.compares())
        .containsExactly(
            Compare.modRevision(Bytes.of("page/1"), Relation.EQUAL, snapshot),
            Compare.modRevision(B, Relation.LESS, snapshot + 1),
            new Compare.ModRevision(PAGES, Relation.LESS, snapshot + 1));
    assertThat(plan.ops()).containsExactly(Op.put(B, Bytes.of("1")));
    assertThat(store.kv.revision()).isEqualTo(snapshot);
  }

  @Test
  void readsOfOneSnapshotAreAtTheRevisionOfTheFirst() {
    store.kv.write("a", "1");
    store.kv.write("b", "1");
    CompletableFuture<StmResult<String>> future =
        stm(StmOptions.DEFAULT)
            .<String>run(
                tx ->
                    tx.get(A)
                        .thenCompose(
                            a -> {
                              store.kv.write("b", "2");
                              return tx.get(B).thenApply(b -> b.orElseThrow().utf8());
                            }));
    store.steps.run();
    assertThat(future.join().value()).contains("1");
    assertThat(store.kv.gets).containsExactly("a at 0", "b at 3");
  }

  @Test
  void aReadThatFailsFailsTheTransactionOnce() {
    EtcdException failure = new EtcdException(StatusCode.UNAVAILABLE, null, "away");
    store.kv.failNext(failure);
    CompletableFuture<StmResult<String>> future = stm(StmOptions.DEFAULT).run(this::increment);
    store.steps.run();
    assertThatThrownBy(future::join).hasCause(failure);
    assertThat(pauses).isEmpty();
  }

  private CompletionStage<String> increment(Transaction tx) {
    return tx.get(A)
        .thenApply(
            found -> {
              interfere();
              String next = String.valueOf(Integer.parseInt(found.orElseThrow().utf8()) + 1);
              tx.put(A, Bytes.of(next));
              return next;
            });
  }

  private CompletionStage<Integer> count(Transaction tx) {
    return tx.range(PAGES)
        .thenApply(
            found -> {
              interfere();
              tx.put(B, Bytes.of(String.valueOf(found.size())));
              return found.size();
            });
  }

  private void interfere() {
    if (!others.isEmpty()) {
      others.remove(0).run();
    }
  }

  private <T> StmResult<T> run(
      Isolation isolation, Function<Transaction, CompletionStage<T>> body) {
    return run(StmOptions.DEFAULT.withIsolation(isolation), body);
  }

  private <T> StmResult<T> run(StmOptions options, Function<Transaction, CompletionStage<T>> body) {
    CompletableFuture<StmResult<T>> future = stm(options).run(body);
    store.steps.run();
    return future.join();
  }

  private Stm stm(StmOptions options) {
    return new Stm(
        store,
        options,
        (conflicts, ignored, executor, task) -> {
          pauses.add(conflicts);
          executor.execute(task);
        });
  }
}
