package io.cornerstone.server.rpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers a call with one response from a future. */
final class UnaryCall {
  private static final Runnable NOTHING = () -> {};

  /** The work of one call: may refuse by throwing, or through the future. */
  interface Handler<T> {
    CompletableFuture<T> handle();
  }

  private UnaryCall() {}

  /**
   * Runs the handler now, on the event loop, and answers when its future completes, on the thread
   * that completes it.
   */
  static <T> void answer(StreamObserver<T> observer, Handler<T> handler) {
    answer(observer, Statuses::of, handler);
  }

  /** The same, with another way to tell a failure. */
  static <T> void answer(
      StreamObserver<T> observer, Function<Throwable, Status> statuses, Handler<T> handler) {
    if (observer instanceof ServerCallStreamObserver<T> call) {
      // With a handler set, a response to a cancelled call is dropped instead of thrown back.
      call.setOnCancelHandler(NOTHING);
    }
    CompletableFuture<T> future;
    try {
      future = handler.handle();
    } catch (RuntimeException e) {
      fail(observer, statuses.apply(e));
      return;
    }
    var unused =
        future.whenComplete((response, failure) -> complete(observer, statuses, response, failure));
  }

  private static <T> void complete(
      StreamObserver<T> observer,
      Function<Throwable, Status> statuses,
      @Nullable T response,
      @Nullable Throwable failure) {
    if (response == null) {
      Throwable reason = failure == null ? new NullPointerException("no response") : failure;
      fail(observer, statuses.apply(reason));
      return;
    }
    observer.onNext(response);
    observer.onCompleted();
  }

  private static void fail(StreamObserver<?> observer, Status status) {
    observer.onError(status.asRuntimeException());
  }
}
