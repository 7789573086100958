package io.cornerstone.recipes.lock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.recipes.session.Session;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Deletes a contender's key, again and again until the cluster has said that it is gone or the
 * session is over: a key that stayed would block the queue as long as the session is kept alive.
 * Repeating is harmless, since nobody else ever creates that key.
 */
final class Removal {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Session session;
  private final Client client;
  private final Bytes key;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private Removal(Session session, Bytes key) {
    this.session = session;
    this.client = session.client();
    this.key = key;
  }

  /** Completes when the key is gone, or the session is over, which takes the key along. */
  @CanIgnoreReturnValue
  static CompletableFuture<Void> start(Session session, Bytes key) {
    Removal removal = new Removal(session, key);
    removal.attempt();
    return removal.done;
  }

  private void attempt() {
    client
        .kv()
        .delete(key)
        .whenComplete(
            (deleted, failure) -> {
              if (failure == null || !session.isAlive()) {
                done.complete(null);
              } else {
                CompletableFuture.delayedExecutor(
                        PAUSE.toMillis(), TimeUnit.MILLISECONDS, client.callbackExecutor())
                    .execute(this::attempt);
              }
            });
  }
}
