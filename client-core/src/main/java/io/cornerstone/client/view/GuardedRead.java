package io.cornerstone.client.view;

import io.cornerstone.client.internal.callback.ClientFuture;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One read, sent until an answer is new enough. Its steps follow one another. */
final class GuardedRead<T> {
  private final RevisionGuard guard;
  private final RevisionGuard.Read<T> read;
  private final RevisionGuard.Revisioned<T> revision;
  private final long least;
  private final ClientFuture<T> result;
  private int sent;
  private volatile @Nullable CompletableFuture<T> call;

  GuardedRead(
      RevisionGuard guard,
      RevisionGuard.Read<T> read,
      RevisionGuard.Revisioned<T> revision,
      long least) {
    this.guard = guard;
    this.read = read;
    this.revision = revision;
    this.least = least;
    this.result = new ClientFuture<>(guard.callbackExecutor());
  }

  CompletableFuture<T> start() {
    result.onAbandoned(
        () -> {
          CompletableFuture<T> running = call;
          if (running != null) {
            running.cancel(false);
          }
        });
    send();
    return result;
  }

  private void send() {
    if (result.isDone()) {
      return;
    }
    sent++;
    CompletableFuture<T> running = read.send();
    call = running;
    running.whenComplete(this::answered);
  }

  private void answered(T answer, @Nullable Throwable failure) {
    if (failure != null) {
      result.completeExceptionally(Derived.unwrap(failure));
      return;
    }
    long at = revision.of(answer);
    if (at >= least) {
      guard.sawRead(at);
      result.complete(answer);
    } else if (sent < guard.tries()) {
      guard.pausing().execute(this::send);
    } else {
      result.completeExceptionally(new StaleReadException(least, at));
    }
  }
}
