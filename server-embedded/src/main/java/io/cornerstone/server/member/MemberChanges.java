package io.cornerstone.server.member;

import io.cornerstone.protocol.MemberAddResponse;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.protocol.MemberRemoveResponse;
import io.cornerstone.protocol.MemberUpdateResponse;
import io.cornerstone.server.apply.Identity;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Changes of who is in the cluster and who leads it. Any thread; nothing blocks. Responses have no
 * header; they come when the change is in force on this member. Refused with {@link
 * io.cornerstone.protocol.RefusedException}.
 */
public interface MemberChanges {
  /**
   * Adds a member; its process is started afterwards and joins.
   *
   * @param peerUrls well formed and sorted
   */
  CompletableFuture<MemberAddResponse> add(
      List<String> peerUrls, boolean isLearner, Identity identity);

  /** Removes a member for good; it stops by itself. */
  CompletableFuture<MemberRemoveResponse> remove(long memberId, Identity identity);

  /** Tells other peer URLs of a member. */
  CompletableFuture<MemberUpdateResponse> update(
      long memberId, List<String> peerUrls, Identity identity);

  /** Makes a learner that has caught up a voter; the leader decides whether it has. */
  CompletableFuture<MemberPromoteResponse> promote(long memberId, Identity identity);

  /**
   * Makes another voter the leader; only the leader can. Completes when the other leads; fails with
   * LEADER_TRANSFER_TIMEOUT if that takes too long.
   */
  CompletableFuture<Void> moveLeader(long memberId);
}
