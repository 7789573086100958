package io.cornerstone.client.internal.watch;

import io.cornerstone.protocol.EtcdError;
import java.util.Optional;

/** Finds etcd's errors in the texts with which a server cancels a watcher. */
final class CancelReasons {
  private static final String DESCRIPTION = " desc = ";

  private CancelReasons() {}

  /** The text is an error's own, or a status in Go's notation whose description is one. */
  static Optional<EtcdError> error(String reason) {
    int description = reason.indexOf(DESCRIPTION);
    String text = description < 0 ? reason : reason.substring(description + DESCRIPTION.length());
    return EtcdError.fromMessage(text);
  }
}
