package io.cornerstone.recipes.lock;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.IndeterminateException;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetOptions.SortOrder;
import io.cornerstone.client.kv.GetOptions.SortTarget;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import io.cornerstone.recipes.session.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One place in the queue for a lock.
 *
 * <p>Steps: put a key that is this contender's alone (guarded by its absence, so that repeating a
 * put of unknown outcome is harmless); look, in one transaction, whether the own key is still there
 * and which is the newest one before it; if there is none the lock is held, else wait for that
 * one's deletion and look again. Each step starts when the one before has ended, so that the steps
 * need no lock; how it ends is decided by who completes {@code result} first. Whoever finds it
 * completed otherwise sees to it that the key goes.
 */
final class Contender {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Session session;
  private final Client client;
  private final KeyRange queue;
  private final Bytes key;
  private final CompletableFuture<Hold> result = new CompletableFuture<>();

  private volatile @Nullable Watcher watcher;

  Contender(Session session, Bytes prefix) {
    this.session = session;
    this.client = session.client();
    this.queue = KeyRange.prefix(prefix);
    this.key = prefix.concat(Bytes.of(session.uniqueSuffix()));
  }

  CompletableFuture<Hold> acquire() {
    start();
    enter(this::look);
    return result;
  }

  /** Looks once and gives up if there is somebody before this contender. */
  CompletableFuture<Optional<Hold>> tryAcquire() {
    start();
    enter(
        revision ->
            lookOnce(
                revision,
                ahead -> result.completeExceptionally(new CancellationException("not free"))));
    return result.handle(
        (hold, failure) -> {
          if (failure instanceof CancellationException) {
            return Optional.<Hold>empty();
          }
          if (failure != null) {
            throw new CompletionException(failure);
          }
          return Optional.of(hold);
        });
  }

  void giveUpAfter(Duration timeout) {
    Executor later =
        CompletableFuture.delayedExecutor(
            timeout.toNanos(), TimeUnit.NANOSECONDS, client.callbackExecutor());
    CompletableFuture<Void> timer =
        CompletableFuture.runAsync(
            () ->
                result.completeExceptionally(
                    new TimeoutException("lock " + queue.key() + " not acquired in " + timeout)),
            later);
    result.whenComplete((hold, failure) -> timer.cancel(false));
  }

  private void start() {
    session.ended().thenAccept(end -> result.completeExceptionally(session.expired()));
    result.whenComplete(
        (hold, failure) -> {
          if (failure != null) {
            leave();
          }
        });
  }

  private void enter(LongStep next) {
    client
        .txn()
        .when(Compare.missing(key))
        .then(Op.put(key, Bytes.EMPTY, PutOptions.DEFAULT.withLease(session.leaseId())))
        .otherwise(Op.get(key))
        .commit()
        .whenComplete(
            (entered, failure) -> {
              if (result.isDone()) {
                leave();
              } else if (failure != null) {
                afterFailure(failure, () -> enter(next));
              } else {
                next.run(createRevision(entered));
              }
            });
  }

  private static long createRevision(TxnResult entered) {
    return entered.succeeded() ? entered.revision() : entered.get(0).kvs().get(0).createRevision();
  }

  private void look(long revision) {
    lookOnce(revision, ahead -> await(ahead, revision));
  }

  private void lookOnce(long revision, AheadStep taken) {
    GetOptions newestBefore =
        GetOptions.DEFAULT
            .withKeysOnly()
            .withLimit(1)
            .withSort(SortTarget.CREATE_REVISION, SortOrder.DESCENDING)
            .withFilter(GetOptions.RevisionFilter.ALL.withCreateRevision(0, revision - 1));
    client
        .txn()
        .then(Op.get(key), Op.get(queue, newestBefore))
        .commit()
        .whenComplete(
            (seen, failure) -> {
              if (result.isDone()) {
                leave();
              } else if (failure != null) {
                afterFailure(failure, () -> lookOnce(revision, taken));
              } else {
                decide(seen.get(0), seen.get(1), revision, seen.revision(), taken);
              }
            });
  }

  private void decide(GetResult own, GetResult before, long revision, long now, AheadStep taken) {
    if (own.kvs().isEmpty() || own.kvs().get(0).createRevision() != revision) {
      enterAgain(taken);
    } else if (before.kvs().isEmpty()) {
      hold(revision);
    } else {
      taken.run(new Ahead(before.kvs().get(0), now));
    }
  }

  /** Somebody deleted the key: with the session, or by hand. In the latter case queue up anew. */
  private void enterAgain(AheadStep taken) {
    if (session.isAlive()) {
      pause(() -> enter(revision -> lookOnce(revision, taken)));
    } else {
      result.completeExceptionally(session.expired());
    }
  }

  private void hold(long revision) {
    Hold hold = new Hold(session, key, revision);
    if (result.complete(hold)) {
      hold.start();
    } else {
      leave();
    }
  }

  private void await(Ahead ahead, long revision) {
    watcher =
        client
            .watch()
            .key(ahead.kv().key())
            .from(ahead.seenAt() + 1)
            .withoutPuts()
            .listen(new DeletionListener(revision));
    if (result.isDone()) {
      leave();
    }
  }

  /** A failure that leaves the lock's state open is tried again while the session lives. */
  private void afterFailure(Throwable failure, Runnable again) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!session.isAlive() || isLeaseGone(cause)) {
      result.completeExceptionally(session.expired());
    } else if (cause instanceof IndeterminateException || isPassing(cause)) {
      pause(again);
    } else {
      result.completeExceptionally(cause);
    }
  }

  /** The server knows of the end of the lease before the session does. */
  private static boolean isLeaseGone(@Nullable Throwable cause) {
    return cause instanceof EtcdException refused
        && refused.error().filter(error -> error == EtcdError.LEASE_NOT_FOUND).isPresent();
  }

  private static boolean isPassing(@Nullable Throwable cause) {
    return cause instanceof EtcdException refused
        && (refused.code() == StatusCode.UNAVAILABLE
            || refused.code() == StatusCode.DEADLINE_EXCEEDED);
  }

  private void pause(Runnable next) {
    CompletableFuture.delayedExecutor(
            PAUSE.toMillis(), TimeUnit.MILLISECONDS, client.callbackExecutor())
        .execute(next);
  }

  private void leave() {
    Watcher current = watcher;
    if (current != null) {
      current.close();
    }
    Removal.start(session, key);
  }

  /** The contender right before this one, and the revision at which it was seen. */
  private record Ahead(KeyValue kv, long seenAt) {}

  private interface LongStep {
    void run(long createRevision);
  }

  private interface AheadStep {
    void run(Ahead ahead);
  }

  private final class DeletionListener implements WatchListener {
    private final long revision;

    DeletionListener(long revision) {
      this.revision = revision;
    }

    @Override
    public void onEvents(WatchBatch batch) {
      if (batch.events().stream().anyMatch(WatchEvent.Delete.class::isInstance)) {
        Watcher current = watcher;
        if (current != null) {
          current.close();
        }
        look(revision);
      }
    }

    @Override
    public void onClosed(WatchEnd end) {
      if (end instanceof WatchEnd.Compacted) {
        look(revision);
      } else if (end instanceof WatchEnd.Refused refused) {
        result.completeExceptionally(
            new EtcdException(
                StatusCode.FAILED_PRECONDITION, refused.error().orElse(null), refused.reason()));
      }
    }
  }
}
