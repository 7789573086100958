package io.cornerstone.recipes.lock;

import io.cornerstone.client.Bytes;
import io.cornerstone.recipes.session.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A fair lock across processes: who asked first gets it first.
 *
 * <pre>{@code
 * Mutex mutex = new Mutex(session, "locks/report");
 * try (Hold hold = mutex.acquire(Duration.ofSeconds(5)).join()) {
 *   client.txn().guardedBy(hold).then(Op.put("report/last", "done")).commit().join();
 * }
 * }</pre>
 *
 * <p>Each call of {@code acquire} is a contender of its own, also within one session: the lock is
 * not reentrant. Contenders are keys under {@code name + "/"}, in order of their create revisions,
 * which is how etcd's own lock works: both can contend for one name. A contender watches only the
 * one before it, so that a release wakes one waiter, not all.
 *
 * <p>A lock alone cannot keep a process that was suspended for long from going on after its session
 * was lost. What must not happen then belongs into a transaction {@linkplain
 * io.cornerstone.client.txn.Txn#guardedBy guarded by the hold}, or carries its {@linkplain
 * Hold#fencingToken fencing token}.
 *
 * <p>Safe for any number of threads. Cancelling what {@code acquire} returned gives the place in
 * the queue up.
 */
public final class Mutex {
  private final Session session;
  private final Bytes prefix;

  /**
   * A lock in the name of a session; contacts nobody yet.
   *
   * @param name what contenders agree on; not empty
   */
  public Mutex(Session session, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the name of a lock must not be empty");
    }
    this.session = session;
    this.prefix = Bytes.of(name + "/");
  }

  /**
   * Waits for the lock until it is there, through changes of leader and lost connections, as long
   * as the session lives.
   *
   * <p>Fails with {@link io.cornerstone.recipes.session.SessionExpiredException} when the session
   * is over, and with {@link io.cornerstone.client.EtcdException} when the cluster refuses.
   */
  public CompletableFuture<Hold> acquire() {
    return new Contender(session, prefix).acquire();
  }

  /**
   * Waits for the lock for a limited time; then fails with {@link TimeoutException}, and no longer
   * contends.
   */
  public CompletableFuture<Hold> acquire(Duration timeout) {
    Contender contender = new Contender(session, prefix);
    CompletableFuture<Hold> result = contender.acquire();
    contender.giveUpAfter(timeout);
    return result;
  }

  /** Takes the lock if it is free at this moment; empty if another contender has it. */
  public CompletableFuture<Optional<Hold>> tryAcquire() {
    return new Contender(session, prefix).tryAcquire();
  }
}
