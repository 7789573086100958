package io.cornerstone.server.metrics;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.raft.Role;
import io.cornerstone.server.rpc.ServerVersion;

/** What a member is now, read when it is asked for. */
final class MemberGauges {
  private final MemberView member;

  private MemberGauges(MemberView member) {
    this.member = member;
  }

  static void register(Instruments make, MemberView member) {
    MemberGauges gauges = new MemberGauges(member);
    gauges.registerRaft(make);
    gauges.registerStore(make);
    gauges.registerIdentity(make);
  }

  private void registerRaft(Instruments make) {
    make.gauge("etcd_server_has_leader", "1 if a leader is known.", () -> flag(leader() != 0));
    make.gauge(
        "etcd_server_is_leader",
        "1 on the leader.",
        () -> flag(member.raftStatus().role() == Role.LEADER));
    make.gauge("etcd_server_is_learner", "1 on a learner.", () -> flag(isLearner()));
    make.gauge(
        "etcd_server_proposals_committed_total",
        "Index that is committed.",
        () -> member.raftStatus().commitIndex());
    make.gauge(
        "etcd_server_proposals_applied_total", "Index that is applied.", member::appliedIndex);
    make.gauge("etcd_server_proposals_pending", "Proposals waiting.", member::pendingProposals);
  }

  private void registerStore(Instruments make) {
    make.gauge(
        "etcd_mvcc_db_total_size_in_bytes", "Size of the store's files.", member::storeBytes);
    make.gauge(
        "etcd_mvcc_db_total_size_in_use_in_bytes",
        "Bytes of the store that are in use.",
        member::storeBytesInUse);
    make.gauge(
        "etcd_server_quota_backend_bytes",
        "Largest size of the store.",
        () -> member.limits().quotaBytes());
    make.gauge(
        "etcd_debugging_mvcc_current_revision", "Current revision.", member::currentRevision);
  }

  private void registerIdentity(Instruments make) {
    make.gauge("etcd_server_id", "The member's id.", "server_id")
        .labelValues(Long.toHexString(member.raftStatus().memberId()))
        .set(1);
    make.gauge("etcd_server_version", "The server's version.", "server_version")
        .labelValues(ServerVersion.SERVER)
        .set(1);
    make.gauge("etcd_cluster_version", "The cluster's version.", "cluster_version")
        .labelValues(ServerVersion.STORAGE)
        .set(1);
  }

  private long leader() {
    return member.raftStatus().leader();
  }

  private boolean isLearner() {
    long self = member.raftStatus().memberId();
    return member.members().stream()
        .filter(Member::getIsLearner)
        .anyMatch(other -> other.getID() == self);
  }

  private static double flag(boolean value) {
    return value ? 1 : 0;
  }
}
