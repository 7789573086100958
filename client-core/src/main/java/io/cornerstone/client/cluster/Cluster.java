package io.cornerstone.client.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The members of the cluster. See {@link io.cornerstone.client.Client} for threads, deadlines and
 * failures.
 *
 * <pre>{@code
 * Member learner =
 *     client.cluster().memberAddLearner(List.of("http://10.0.0.4:2380")).join().member();
 * // start it, wait until it has caught up, then
 * client.cluster().memberPromote(learner.id()).join();
 * }</pre>
 *
 * <p>Changes are sent at most once to a server that may have made them. Whoever gets an {@link
 * io.cornerstone.client.IndeterminateException} lists the members before trying again.
 */
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

  /**
   * Adds a voting member, which may be started afterwards.
   *
   * <p>Refused with {@code PEER_URL_EXIST} if a member has one of the URLs, with {@code UNHEALTHY}
   * or {@code MEMBER_NOT_ENOUGH_STARTED} if the cluster could lose its quorum.
   *
   * @param peerUrls where the other members will reach it
   */
  CompletableFuture<MemberAddResult> memberAdd(List<String> peerUrls);

  /**
   * Adds a member without a vote. It gets all data, and counts for no quorum until it is promoted.
   *
   * @param peerUrls where the other members will reach it
   */
  CompletableFuture<MemberAddResult> memberAddLearner(List<String> peerUrls);

  /**
   * Gives a learner its vote.
   *
   * <p>Refused with {@code LEARNER_NOT_READY} while it lags too far behind, and with {@code
   * MEMBER_NOT_LEARNER} if it has a vote already.
   *
   * @return the members after the change
   */
  CompletableFuture<MemberListResult> memberPromote(long memberId);

  /**
   * Changes where the other members reach a member.
   *
   * <p>Refused with {@code MEMBER_NOT_FOUND} if there is none with this id.
   *
   * @return the members after the change
   */
  CompletableFuture<MemberListResult> memberUpdate(long memberId, List<String> peerUrls);

  /**
   * Removes a member for good: one that was removed cannot come back under its id.
   *
   * <p>Refused with {@code MEMBER_NOT_FOUND} if there is none with this id.
   *
   * @return the members after the change
   */
  CompletableFuture<MemberListResult> memberRemove(long memberId);

  /** The same, with another deadline per call. */
  Cluster withTimeout(Duration timeout);
}
