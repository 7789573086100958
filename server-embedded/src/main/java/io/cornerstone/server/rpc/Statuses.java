package io.cornerstone.server.rpc;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns failures into the status that a client sees. */
final class Statuses {
  private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

  private Statuses() {}

  /** etcd's code and exact text. */
  static Status of(EtcdError error) {
    return Status.fromCodeValue(error.wireCode().number()).withDescription(error.message());
  }

  /**
   * The status for whatever went wrong with a call. What is no refusal is our fault: it is logged
   * here, and the client learns nothing of its inside.
   */
  static Status of(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof RefusedException refused) {
      return of(refused.error());
    }
    if (cause instanceof CancellationException) {
      return of(EtcdError.CONTEXT_CANCELED);
    }
    LOG.error("a call failed inside the server", cause);
    return Status.INTERNAL.withDescription("internal error");
  }

  /**
   * The status for a failed call of the Lock and Election services: they are clients of the store
   * themselves, and what the store refuses them reaches their callers as text alone.
   */
  static Status uncoded(Throwable failure) {
    Status status = of(failure);
    return unwrap(failure) instanceof RefusedException
        ? Status.UNKNOWN.withDescription(status.getDescription())
        : status;
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
