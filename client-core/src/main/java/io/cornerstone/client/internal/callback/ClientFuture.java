package io.cornerstone.client.internal.callback;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A future of the client. It completes on the callback executor, where its {@code …Async} stages
 * run too, and whoever cancels it, or fails it as {@code orTimeout} does, cancels the work behind
 * it.
 */
public final class ClientFuture<T> extends CompletableFuture<T> {
  private final Executor callbacks;
  private volatile @Nullable Runnable onAbandoned;

  public ClientFuture(Executor callbacks) {
    this.callbacks = callbacks;
  }

  /** What to do if the user gives the future up. */
  public void onAbandoned(Runnable action) {
    onAbandoned = action;
    if (isDone()) {
      action.run();
    }
  }

  /** Completes on the callback executor. */
  public void succeed(T value) {
    callbacks.execute(() -> complete(value));
  }

  /** Fails on the callback executor. */
  public void fail(Throwable failure) {
    callbacks.execute(() -> super.completeExceptionally(failure));
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    abandonIf(cancelled);
    return cancelled;
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    boolean completed = super.completeExceptionally(failure);
    abandonIf(completed);
    return completed;
  }

  @Override
  public Executor defaultExecutor() {
    return callbacks;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new ClientFuture<>(callbacks);
  }

  private void abandonIf(boolean given) {
    Runnable action = onAbandoned;
    if (given && action != null) {
      action.run();
    }
  }
}
