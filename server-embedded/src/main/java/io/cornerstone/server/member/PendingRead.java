package io.cornerstone.server.member;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.mvcc.Engine.ClosedEngineException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A read on its way: it waits for a read index, then until that much is applied, then runs.
 *
 * @param place where its computation runs
 * @param startNanos when it came, on the monotonic clock
 */
record PendingRead<T>(
    Place place, Supplier<T> computation, long startNanos, CompletableFuture<T> result) {
  private static final int ATTEMPTS_MAX = 3;

  /** Where a read's computation runs. */
  enum Place {
    /** On the apply thread: short ones, and those of what that thread owns. */
    APPLY,
    /** On a reader's thread: those that may be long. */
    READER
  }

  /**
   * Runs the computation, which must look up the store itself: a snapshot may replace it meanwhile.
   *
   * @param fault takes what is neither an answer nor a refusal
   */
  void run(Consumer<Throwable> fault) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        result.complete(computation.get());
        return;
      } catch (RefusedException e) {
        result.completeExceptionally(e);
        return;
      } catch (ClosedEngineException e) {
        // Replaced by a snapshot, or the member stops; the next attempt sees which.
        continue;
      } catch (RuntimeException e) {
        refuse(EtcdError.STOPPED);
        fault.accept(e);
        return;
      }
    }
    refuse(EtcdError.STOPPED);
  }

  void refuse(EtcdError error) {
    result.completeExceptionally(new RefusedException(error));
  }
}
