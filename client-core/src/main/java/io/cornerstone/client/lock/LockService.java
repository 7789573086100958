package io.cornerstone.client.lock;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.lease.LeaseId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Locks that the server takes on a client's behalf. See {@link io.cornerstone.client.Client} for
 * threads, deadlines and failures.
 *
 * <pre>{@code
 * LockResult held = client.lockService().lock(Bytes.of("locks/report"), lease).join();
 * client.txn().when(Compare.exists(held.key())).then(Op.put("report", "done")).commit().join();
 * client.lockService().unlock(held.key()).join();
 * }</pre>
 *
 * <p>The lock is held until it is unlocked or its lease ends, and nobody tells the owner of the
 * latter: guard writes by the owner's key. The recipes offer a lock that watches itself.
 */
public interface LockService {
  /**
   * Takes a lock; completes when it is held.
   *
   * <p>Should it fail as indeterminate, as when the deadline passes in the queue, the lock may yet
   * be taken, until the lease ends.
   *
   * @param name of the lock
   * @param lease whose end releases it; with {@link LeaseId#NONE} the server grants one of 60 s
   */
  CompletableFuture<LockResult> lock(Bytes name, LeaseId lease);

  /** Releases a lock by the owner's key. */
  CompletableFuture<UnlockResult> unlock(Bytes key);

  /** The same, with another deadline per call, the time in the queue included. */
  LockService withTimeout(Duration timeout);
}
