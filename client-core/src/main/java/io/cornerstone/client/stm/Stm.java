package io.cornerstone.client.stm;

import io.cornerstone.client.Client;
import io.cornerstone.client.view.Keyspace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Optimistic transactions: a body reads and writes as if alone, and its writes are committed in one
 * request, under compares that say that nothing it relied on has changed. If something has, the
 * body runs again.
 *
 * <pre>{@code
 * Stm stm = Stm.of(client);
 * StmKey<Long> stock = StmKey.of("stock/bolts", Codec.DECIMAL);
 * StmResult<Boolean> sold =
 *     stm.<Boolean>run(
 *             tx ->
 *                 tx.get(stock)
 *                     .thenApply(
 *                         left -> {
 *                           if (left.orElse(0L) == 0) {
 *                             return false;
 *                           }
 *                           tx.put(stock, left.get() - 1);
 *                           return true;
 *                         }))
 *         .join();
 * }</pre>
 *
 * <p><b>The body</b> runs on the callback executor, possibly several times, and must have no effect
 * but through its transaction. It must not block there: it chains on the futures it gets. A body
 * that wants to block runs itself elsewhere and returns the future of that, for instance {@code
 * CompletableFuture.supplyAsync(() -> work(tx), executor)}. If it throws or its future fails, the
 * transaction fails with that and writes nothing.
 *
 * <p><b>Retries.</b> A conflict is followed by a random pause and another attempt, up to {@link
 * StmOptions#attemptsMax()}; then the result is {@link StmResult.Contended}, which is no failure. A
 * commit of unknown outcome fails with {@link io.cornerstone.client.IndeterminateException} and is
 * never repeated.
 *
 * <p>Immutable and safe for any number of threads.
 */
public final class Stm {
  private final Keyspace keyspace;
  private final StmOptions options;
  private final Pauses pauses;

  Stm(Keyspace keyspace, StmOptions options, Pauses pauses) {
    this.keyspace = keyspace;
    this.options = options;
    this.pauses = pauses;
  }

  /** Transactions on the whole store of a client. */
  public static Stm of(Client client) {
    return on(Keyspace.of(client));
  }

  /** Transactions on a view. */
  public static Stm on(Keyspace keyspace) {
    Pauses pauses = Pauses.random(RandomGenerator.of("SplittableRandom"));
    return new Stm(keyspace, StmOptions.DEFAULT, pauses);
  }

  /** The same, with other options. */
  public Stm withOptions(StmOptions options) {
    return new Stm(keyspace, options, pauses);
  }

  /** The same, with another isolation. */
  public Stm withIsolation(Isolation isolation) {
    return withOptions(options.withIsolation(isolation));
  }

  /** How transactions run. */
  public StmOptions options() {
    return options;
  }

  /**
   * Runs a transaction.
   *
   * <p>Cancelling the future starts no further attempt; a commit that is on its way may still take
   * effect.
   *
   * @return what became of it, on the callback executor
   */
  public <T> CompletableFuture<StmResult<T>> run(
      Function<? super Transaction, ? extends CompletionStage<T>> body) {
    return new Run<T>(keyspace, options, pauses, body).start();
  }

  /**
   * Runs the body once, and tells what would have been sent instead of sending it. Fails like
   * {@link #run}, and with {@link io.cornerstone.client.CompactedException} if the revision it
   * reads at is compacted meanwhile.
   */
  public <T> CompletableFuture<StmPlan<T>> dryRun(
      Function<? super Transaction, ? extends CompletionStage<T>> body) {
    return new Run<T>(keyspace, options, pauses, body).plan();
  }
}
