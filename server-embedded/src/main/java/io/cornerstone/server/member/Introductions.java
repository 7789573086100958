package io.cornerstone.server.member;

import io.cornerstone.server.apply.Applier;
import io.cornerstone.server.peer.ClusterIntroduction;
import java.util.concurrent.CompletableFuture;

/** Tells those who are about to join who is in the cluster, as applied here. Any thread. */
final class Introductions {
  private final MemberContext context;
  private final long clusterId;
  private final ApplyLoop apply;

  Introductions(MemberContext context, long clusterId, ApplyLoop apply) {
    this.context = context;
    this.clusterId = clusterId;
    this.apply = apply;
  }

  /**
   * Without a round of consensus: a cluster of one that was made a cluster of two can decide
   * nothing until the second has joined.
   */
  CompletableFuture<ClusterIntroduction> introduce() {
    final CompletableFuture<ClusterIntroduction> result = context.calls().begin();
    apply.execute(
        () -> {
          final Applier applier = apply.applier();
          result.complete(
              new ClusterIntroduction(clusterId, applier.members(), applier.founders()));
        });
    return result;
  }
}
