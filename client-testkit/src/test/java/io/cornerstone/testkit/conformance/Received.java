package io.cornerstone.testkit.conformance;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a stream sends, to be taken by the thread that tests. */
final class Received<T> implements StreamObserver<T> {
  private static final long PATIENCE_SECONDS = 15;

  private final BlockingQueue<T> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();

  @Override
  public void onNext(T message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable failure) {
    end.complete(Show.error(failure).get(0));
  }

  @Override
  public void onCompleted() {
    end.complete("end OK");
  }

  /** The next message; fails if there is none in time. */
  T next() {
    T message = poll(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    if (message == null) {
      throw new AssertionError("nothing came, and the stream: " + end.getNow("is open"));
    }
    return message;
  }

  /** The next message, or null after so many milliseconds without one. */
  @Nullable T poll(long millis) {
    try {
      return messages.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** How the stream ended. */
  String end() {
    try {
      return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the stream did not end", e);
    }
  }
}
