package io.cornerstone.client;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A write was sent, and whether it happened, or will still happen, is unknown.
 *
 * <p>The client never sends such a write again. Who needs to know reads the key, or guards the next
 * attempt with a compare that fails if the first one took effect. {@code NO_SPACE} arrives in this
 * form too, since a server whose quota is crossed by the very write applies it and still answers
 * with that error.
 */
public final class IndeterminateException extends EtcdException {
  private static final long serialVersionUID = 1;

  /** A write of unknown outcome. */
  public IndeterminateException(StatusCode code, @Nullable EtcdError error, String message) {
    super(code, error, message);
  }
}
