package io.cornerstone.ctl.command;

import io.cornerstone.client.EtcdException;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.protocol.EtcdError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A lease that is kept alive as long as a lock is held or an election is stood for. */
final class Holding implements AutoCloseable {
  /** For calls that wait for their turn. */
  static final Duration PATIENCE = Duration.ofDays(365);

  private static final long RETRY_MILLIS = 500;

  private final Context context;
  private final KeepAlive keepAlive;
  private final CompletableFuture<Void> stopRequest;

  private Holding(Context context, KeepAlive keepAlive) {
    this.context = context;
    this.keepAlive = keepAlive;
    this.stopRequest = context.console().stopRequest();
  }

  static Holding of(Context context, Duration ttl) {
    return new Holding(
        context, context.await(context.client().leases().grantAndKeepAlive(ttl, state -> {})));
  }

  LeaseId lease() {
    return keepAlive.id();
  }

  /**
   * Waits for a turn. Asked again when a member is lost, since a lease has one place in the queue;
   * ends the command when the lease is lost or the command shall end.
   */
  <T> T awaitTurn(Supplier<CompletableFuture<T>> request) {
    while (true) {
      CompletableFuture<T> turn = request.get();
      try {
        CompletableFuture.anyOf(turn, keepAlive.ended(), stopRequest).join();
        if (turn.isDone()) {
          return turn.join();
        }
        turn.cancel(true);
        throw new Failure(
            Failure.ERROR,
            stopRequest.isDone() ? EtcdError.CONTEXT_CANCELED.message() : "session expired");
      } catch (CompletionException e) {
        if (!mayPass(e) || keepAlive.state().isFinal()) {
          throw context.failure(e);
        }
        CompletableFuture<Void> pause = new CompletableFuture<>();
        pause.completeOnTimeout(null, RETRY_MILLIS, TimeUnit.MILLISECONDS).join();
      }
    }
  }

  private static boolean mayPass(CompletionException e) {
    if (!(e.getCause() instanceof EtcdException failure)) {
      return false;
    }
    return switch (failure.code()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
      default -> false;
    };
  }

  /** Waits until the command shall end; fails it if the lease is lost first. */
  void awaitStop() {
    CompletableFuture.anyOf(keepAlive.ended(), stopRequest).join();
    if (!stopRequest.isDone()) {
      throw new Failure(Failure.ERROR, "session expired");
    }
  }

  /** Gives everything back that hangs on the lease. */
  @Override
  public void close() {
    keepAlive.close();
    try {
      context.client().leases().revoke(lease()).join();
    } catch (CompletionException e) {
      context.reason(e); // It ends by itself.
    }
  }
}
