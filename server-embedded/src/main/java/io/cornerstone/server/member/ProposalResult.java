package io.cornerstone.server.member;

import io.cornerstone.server.apply.Outcome;
import java.util.concurrent.CompletableFuture;

/** What a caller waits for. Cancelled, it is taken from those that wait. */
final class ProposalResult extends CompletableFuture<Outcome> {
  private final PendingProposals pending;
  private final long requestId;

  ProposalResult(PendingProposals pending, long requestId) {
    this.pending = pending;
    this.requestId = requestId;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    final boolean isCancelled = !isDone() && super.cancel(mayInterruptIfRunning);
    if (isCancelled) {
      pending.forget(requestId);
    }
    return isCancelled;
  }
}
