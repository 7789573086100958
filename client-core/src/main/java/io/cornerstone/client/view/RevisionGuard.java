package io.cornerstone.client.view;

import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.watch.Watch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A view whose reads never go back in time, whichever members answer them.
 *
 * <p>Linearizable reads never do, so this is for serializable ones, which cost the cluster nothing
 * but may be answered by a member that lags. The view keeps the highest revision it knows of. An
 * answer from before it is thrown away, and the read is sent again, which takes it to the next
 * endpoint; after as many tries as it was given it fails with {@link StaleReadException}.
 *
 * <pre>{@code
 * Keyspace ordered = RevisionGuard.ordered(Keyspace.of(client));
 * GetOptions cheap = GetOptions.DEFAULT.withSerializable();
 * ordered.kv().get(key, cheap).join();
 * ordered.kv().get(key, cheap).join(); // Not older than the one before.
 * }</pre>
 *
 * <p>A read at a revision that the caller names is let through: its answer is the same for ever. So
 * is a write, which happens at the present. A write of unknown outcome tells no revision; reads
 * after it may or may not see it. Watches and leases are those below.
 */
public final class RevisionGuard implements Keyspace {
  private static final int TRIES_DEFAULT = 8;
  private static final Duration PAUSE_DEFAULT = Duration.ofMillis(20);

  private final Keyspace keyspace;
  private final boolean learnsFromReads;
  private final int tries;
  private final Duration pause;
  private final AtomicLong mark;

  private RevisionGuard(
      Keyspace keyspace, boolean learnsFromReads, int tries, Duration pause, AtomicLong mark) {
    this.keyspace = keyspace;
    this.learnsFromReads = learnsFromReads;
    this.tries = tries;
    this.pause = pause;
    this.mark = mark;
  }

  /** No read sees less than any read or write of this view before it: monotonic reads. */
  public static RevisionGuard ordered(Keyspace keyspace) {
    return new RevisionGuard(keyspace, true, TRIES_DEFAULT, PAUSE_DEFAULT, new AtomicLong());
  }

  /** Every read sees the writes of this view before it; two reads may still go back between. */
  public static RevisionGuard readYourWrites(Keyspace keyspace) {
    return new RevisionGuard(keyspace, false, TRIES_DEFAULT, PAUSE_DEFAULT, new AtomicLong());
  }

  /**
   * The same view, sharing what it has seen, with another patience.
   *
   * @param tries how often a read is sent at most; default 8
   * @param pause between two of them; default 20 ms
   * @throws IllegalArgumentException if there is no try or the pause is negative
   */
  public RevisionGuard withPatience(int tries, Duration pause) {
    if (tries < 1 || pause.isNegative()) {
      throw new IllegalArgumentException("bad patience: " + tries + " tries, pause " + pause);
    }
    return new RevisionGuard(keyspace, learnsFromReads, tries, pause, mark);
  }

  /** The revision below which no answer is let through; 0 if nothing has been seen. */
  public long seenRevision() {
    return mark.get();
  }

  /** Takes in a revision learnt elsewhere, for instance from another process. */
  public void sawRevision(long revision) {
    mark.accumulateAndGet(revision, Math::max);
  }

  @Override
  public Kv kv() {
    return new GuardedKv(keyspace.kv(), this);
  }

  @Override
  public Txn txn() {
    return new GuardedTxn(keyspace.txn(), this, true);
  }

  @Override
  public Watch watch() {
    return keyspace.watch();
  }

  @Override
  public Leases leases() {
    return keyspace.leases();
  }

  @Override
  public Executor callbackExecutor() {
    return keyspace.callbackExecutor();
  }

  <T> CompletableFuture<T> write(CompletableFuture<T> call, Revisioned<T> revision) {
    return Derived.of(
        call,
        answer -> {
          sawRevision(revision.of(answer));
          return answer;
        });
  }

  <T> CompletableFuture<T> read(Read<T> read, Revisioned<T> revision) {
    long least = mark.get(); // What was seen before the read began; later marks do not bind it.
    return new GuardedRead<>(this, read, revision, least).start();
  }

  int tries() {
    return tries;
  }

  Executor pausing() {
    return CompletableFuture.delayedExecutor(
        pause.toNanos(), TimeUnit.NANOSECONDS, callbackExecutor());
  }

  void sawRead(long revision) {
    if (learnsFromReads) {
      sawRevision(revision);
    }
  }

  /** Sends a read; called once per try. */
  @FunctionalInterface
  interface Read<T> {
    CompletableFuture<T> send();
  }

  /** Where the revision is in an answer. */
  @FunctionalInterface
  interface Revisioned<T> {
    long of(T answer);
  }
}
