package io.cornerstone.recipes.lock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.cornerstone.client.Bytes;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Guard;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.recipes.session.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A lock that was acquired. Held until it is released, its session is over, or somebody deletes its
 * key; {@link #lost()} tells of the last two. As a {@link Guard} it lets a transaction run only
 * while the lock is still held. Safe for any number of threads.
 */
public final class Hold implements Guard, AutoCloseable {
  private final Session session;
  private final Bytes key;
  private final long fencingToken;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();
  private final AtomicBoolean released = new AtomicBoolean();
  private final CompletableFuture<Void> removed = new CompletableFuture<>();

  private volatile @Nullable Watcher watcher;

  Hold(Session session, Bytes key, long fencingToken) {
    this.session = session;
    this.key = key;
    this.fencingToken = fencingToken;
  }

  /** Begins to look out for the end of the session and of the key. */
  void start() {
    session.lost().thenAccept(gone -> lose());
    watch(fencingToken + 1);
  }

  private void watch(long from) {
    watcher = session.client().watch().key(key).from(from).withoutPuts().listen(new KeyListener());
    if (released.get() || lost.isDone()) {
      stopWatching();
    }
  }

  private void stopWatching() {
    Watcher current = watcher;
    if (current != null) {
      current.close();
    }
  }

  private void lose() {
    if (!released.get()) {
      lost.complete(null);
    }
    stopWatching();
  }

  /** The key that stands for the hold. */
  public Bytes key() {
    return key;
  }

  /**
   * The key's create revision. Every later hold of the same lock has a greater one, so that a
   * resource that remembers the greatest token it saw can turn a late former holder away.
   */
  public long fencingToken() {
    return fencingToken;
  }

  /** Through which session the lock is held. */
  public Session session() {
    return session;
  }

  /** Whether the lock is certain to be held at this moment, by what this process knows. */
  public boolean isHeld() {
    return !released.get() && !lost.isDone() && session.isAlive();
  }

  /**
   * Completes, on the client's callback executor, when the lock was lost: its session was, or its
   * key was deleted by somebody else. Never completes after a release.
   */
  public CompletableFuture<Void> lost() {
    return lost.copy();
  }

  @Override
  public List<Compare> compares() {
    return List.of(Compare.createRevision(key, Relation.EQUAL, fencingToken));
  }

  /**
   * Gives the lock to the next contender. Completes when the cluster has done so, or the session is
   * over. Tried again through changes of leader. Repeating does nothing more.
   */
  @CanIgnoreReturnValue
  public CompletableFuture<Void> release() {
    if (released.compareAndSet(false, true)) {
      stopWatching();
      Removal.start(session, key).thenAccept(removed::complete);
    }
    return removed.copy();
  }

  /**
   * Releases the lock as {@link #release} does, and waits for it, at most as long as the client's
   * call timeout; the release goes on in the background after that. Not to be called on the
   * callback executor: use {@link #release} there.
   */
  @Override
  public void close() {
    release()
        .completeOnTimeout(
            null, session.client().config().callTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private final class KeyListener implements WatchListener {
    @Override
    public void onEvents(WatchBatch batch) {
      if (batch.events().stream().anyMatch(WatchEvent.Delete.class::isInstance)) {
        lose();
      }
    }

    @Override
    public void onClosed(WatchEnd end) {
      if (end instanceof WatchEnd.Compacted) {
        lookAndWatchAgain();
      }
    }
  }

  private void lookAndWatchAgain() {
    session
        .client()
        .kv()
        .get(key)
        .whenComplete(
            (seen, failure) -> {
              if (failure != null) {
                // The session's own signal remains; guarded transactions stay safe without any.
                return;
              }
              if (seen.kvs().stream().anyMatch(kv -> kv.createRevision() == fencingToken)) {
                watch(seen.header().revision() + 1);
              } else {
                lose();
              }
            });
  }
}
