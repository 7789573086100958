package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A proposal that someone waits for.
 *
 * @param requestId finds it again when its command is applied
 * @param command encoded, as it goes into the log
 * @param startNanos when it came, on the monotonic clock
 * @param isConfig whether it changes who takes part in consensus
 */
record Proposal(
    long requestId,
    ByteString command,
    long startNanos,
    CompletableFuture<Outcome> result,
    boolean isConfig) {
  /** A command like most. */
  Proposal(long requestId, ByteString command, long startNanos, CompletableFuture<Outcome> result) {
    this(requestId, command, startNanos, result, false);
  }

  void complete(Outcome outcome) {
    final @Nullable EtcdError error = outcome.error();
    if (error == null) {
      result.complete(outcome);
    } else {
      refuse(error);
    }
  }

  void refuse(EtcdError error) {
    result.completeExceptionally(new RefusedException(error));
  }
}
