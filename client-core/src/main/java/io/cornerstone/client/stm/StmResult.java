package io.cornerstone.client.stm;

import io.cornerstone.client.txn.Compare;
import java.util.List;
import java.util.Optional;

/**
 * How a transaction ended.
 *
 * @param <T> what the body returns
 */
public sealed interface StmResult<T> {
  /** How often the body ran. */
  int attempts();

  /** What the body of the attempt that was committed returned. */
  Optional<T> value();

  /** Whether the transaction took effect. */
  default boolean isCommitted() {
    return this instanceof Committed;
  }

  /**
   * The transaction took effect.
   *
   * @param result what the body returned
   * @param revision of the writes; for a transaction that only read, the revision it saw, or 0 if
   *     it saw none or several
   * @param attempts how often the body ran
   */
  record Committed<T>(T result, long revision, int attempts) implements StmResult<T> {
    @Override
    public Optional<T> value() {
      return Optional.ofNullable(result);
    }
  }

  /**
   * Others were faster each time, and nothing was written.
   *
   * @param attempts how often the body ran
   * @param compares what the last attempt wanted to hold, and did not; empty if the revision it
   *     read at was compacted on the way
   */
  record Contended<T>(int attempts, List<Compare> compares) implements StmResult<T> {
    @Override
    public Optional<T> value() {
      return Optional.empty();
    }
  }
}
