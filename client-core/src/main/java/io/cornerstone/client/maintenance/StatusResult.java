package io.cornerstone.client.maintenance;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * The state of one member. Fields that its release does not know are empty or 0.
 *
 * @param header with the member's id, term and current revision
 * @param version the release it runs
 * @param leaderId the member it takes for the leader, an unsigned number; 0 for none
 * @param isLearner whether it has no vote yet
 * @param raft how far its log is
 * @param storage how much it stores
 * @param errors alarms and troubles, in etcd's words
 */
public record StatusResult(
    Header header,
    String version,
    long leaderId,
    boolean isLearner,
    RaftProgress raft,
    Storage storage,
    List<String> errors) {
  /** Whether the member that answered is the leader. */
  public boolean isLeader() {
    return leaderId != 0 && leaderId == header.memberId();
  }

  /**
   * How far a member's log is.
   *
   * @param term the current term
   * @param commitIndex the last index known to be committed
   * @param appliedIndex the last index that was applied
   */
  public record RaftProgress(long term, long commitIndex, long appliedIndex) {}

  /**
   * How much a member stores.
   *
   * @param sizeBytes on disk
   * @param inUseBytes of that, in use
   * @param quotaBytes the most it may grow to
   * @param version the storage version, empty before 3.6
   */
  public record Storage(long sizeBytes, long inUseBytes, long quotaBytes, String version) {}
}
