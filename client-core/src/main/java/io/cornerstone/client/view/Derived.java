package io.cornerstone.client.view;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The future of a view's call: the answer below, mapped. A plain {@code thenApply} would hide the
 * failure in a {@code CompletionException} from {@code whenComplete}, and would not hand a
 * cancellation down to the call.
 */
final class Derived {
  private Derived() {}

  static <A, B> CompletableFuture<B> of(
      CompletableFuture<A> call, Function<? super A, ? extends B> map) {
    CompletableFuture<B> result = call.newIncompleteFuture();
    call.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            result.completeExceptionally(unwrap(failure));
            return;
          }
          try {
            result.complete(map.apply(answer));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    result.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            call.cancel(false); // Of no effect if the failure came from there.
          }
        });
    return result;
  }

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
