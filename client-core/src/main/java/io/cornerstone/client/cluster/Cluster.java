package io.cornerstone.client.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The members of the cluster. See {@link io.cornerstone.client.Client} for failures. */
public interface Cluster {
  /** The members, linearizable (servers before 3.5 answer with their own view). */
  default CompletableFuture<MemberListResult> memberList() {
    return memberList(true);
  }

  /**
   * The members.
   *
   * @param linearizable ask the cluster first, instead of taking the answering member's view
   */
  CompletableFuture<MemberListResult> memberList(boolean linearizable);

  /** The same, with another deadline per call. */
  Cluster withTimeout(Duration timeout);
}
