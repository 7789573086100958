package io.cornerstone.client;

/**
 * What comes with every answer.
 *
 * @param clusterId the cluster, an unsigned number
 * @param memberId the member that answered, an unsigned number
 * @param revision the revision of the store at the answer; 0 where etcd leaves it out
 * @param raftTerm the Raft term of the member that answered
 */
public record Header(long clusterId, long memberId, long revision, long raftTerm) {
  /** The header of an answer that has none. */
  public static final Header NONE = new Header(0, 0, 0, 0);
}
