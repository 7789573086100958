package io.cornerstone.client;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request failed.
 *
 * <p>For a write this class itself means that the write <em>did not happen</em>: the server refused
 * it, or it was never sent. If it may have happened, the failure is an {@link
 * IndeterminateException}. Reads have no such distinction.
 *
 * <p>Futures of the client complete with this exception; {@code join()} wraps it in a {@link
 * java.util.concurrent.CompletionException}.
 */
public class EtcdException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final StatusCode code;
  private final @Nullable EtcdError error;

  /** A failure with a gRPC code, and the etcd error if the text of the answer is a known one. */
  public EtcdException(StatusCode code, @Nullable EtcdError error, String message) {
    super(message);
    this.code = code;
    this.error = error;
  }

  /** The gRPC status code. */
  public StatusCode code() {
    return code;
  }

  /** Which of etcd's errors it is; empty if the failure did not come from etcd itself. */
  public Optional<EtcdError> error() {
    return Optional.ofNullable(error);
  }
}
