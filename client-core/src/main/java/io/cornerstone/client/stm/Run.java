package io.cornerstone.client.stm;

import io.cornerstone.client.CompactedException;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.client.view.Keyspace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One transaction through all its attempts. Its steps run on the callback executor, in turn. */
final class Run<T> {
  private final Keyspace keyspace;
  private final StmOptions options;
  private final Pauses pauses;
  private final Function<? super Transaction, ? extends CompletionStage<T>> body;
  private final Executor executor;
  private final ClientFuture<StmResult<T>> result;
  private int attempts; // Written and read by the steps, which follow one another.
  private volatile @Nullable CompletableFuture<TxnResult> commit;

  Run(
      Keyspace keyspace,
      StmOptions options,
      Pauses pauses,
      Function<? super Transaction, ? extends CompletionStage<T>> body) {
    this.keyspace = keyspace;
    this.options = options;
    this.pauses = pauses;
    this.body = body;
    this.executor = keyspace.callbackExecutor();
    this.result = new ClientFuture<>(executor);
  }

  CompletableFuture<StmResult<T>> start() {
    result.onAbandoned(this::abandon);
    executor.execute(this::attempt);
    return result;
  }

  CompletableFuture<StmPlan<T>> plan() {
    ClientFuture<StmPlan<T>> plan = new ClientFuture<>(executor);
    executor.execute(
        () -> {
          Attempt attempt = new Attempt(keyspace.kv(), options.isolation());
          runBody(
              attempt,
              (value, failure) -> {
                if (failure != null) {
                  plan.completeExceptionally(failure);
                } else {
                  plan.complete(planOf(attempt.footprint(), value));
                }
              });
        });
    return plan;
  }

  private static <T> StmPlan<T> planOf(Footprint footprint, T value) {
    return new StmPlan<>(value, footprint.snapshot(), footprint.compares(), footprint.ops());
  }

  private void attempt() {
    if (result.isDone()) {
      return;
    }
    attempts++;
    Attempt attempt = new Attempt(keyspace.kv(), options.isolation());
    runBody(attempt, (value, failure) -> bodyDone(attempt.footprint(), value, failure));
  }

  /** Runs the body, and hands on what became of it, unwrapped, on the callback executor. */
  private void runBody(Attempt attempt, BiConsumer<T, @Nullable Throwable> then) {
    CompletionStage<T> stage;
    try {
      stage = body.apply(attempt);
    } catch (RuntimeException | Error e) {
      stage = CompletableFuture.failedFuture(e);
    }
    stage.whenCompleteAsync(
        (value, failure) -> {
          attempt.end();
          then.accept(value, failure == null ? null : unwrap(failure));
        },
        executor);
  }

  private void bodyDone(Footprint footprint, T value, @Nullable Throwable failure) {
    if (failure instanceof CompactedException) {
      conflict(List.of()); // The snapshot is gone; a fresh one is as good.
    } else if (failure != null) {
      result.completeExceptionally(failure);
    } else if (footprint.writesNothing() && options.isolation().readsNeedNoCommit()) {
      result.complete(new StmResult.Committed<>(value, footprint.snapshot(), attempts));
    } else if (!result.isDone()) {
      commit(footprint, value);
    }
  }

  private void commit(Footprint footprint, T value) {
    List<Compare> compares = footprint.compares();
    CompletableFuture<TxnResult> sent =
        keyspace.txn().when(compares).then(footprint.ops()).commit();
    commit = sent;
    if (result.isDone()) {
      sent.cancel(false); // Given up between the check and here.
    }
    sent.whenCompleteAsync(
        (answer, failure) -> {
          if (failure != null) {
            result.completeExceptionally(unwrap(failure));
          } else if (answer.succeeded()) {
            result.complete(new StmResult.Committed<>(value, answer.revision(), attempts));
          } else {
            conflict(compares);
          }
        },
        executor);
  }

  private void conflict(List<Compare> compares) {
    if (attempts >= options.attemptsMax()) {
      result.complete(new StmResult.Contended<>(attempts, compares));
    } else {
      pauses.after(attempts, options, executor, this::attempt);
    }
  }

  private void abandon() {
    CompletableFuture<TxnResult> sent = commit;
    if (sent != null) {
      sent.cancel(false);
    }
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
