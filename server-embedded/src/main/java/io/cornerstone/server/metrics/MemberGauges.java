package io.cornerstone.server.metrics;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.raft.Role;
import io.cornerstone.server.rpc.ServerVersion;
import io.cornerstone.server.watch.WatchCounts;

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
    gauges.registerWatches(make);
    gauges.registerAlarms(make);
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
        "etcd_debugging_mvcc_db_total_size_in_bytes",
        "Size of the store's files.",
        member::storeBytes); // As dashboards made before etcd 3.4 call it.
    make.gauge(
        "etcd_debugging_mvcc_current_revision", "Current revision.", member::currentRevision);
    make.gauge(
        "etcd_debugging_mvcc_compact_revision", "Compact revision.", member::compactRevision);
    make.gauge(
        "etcd_debugging_mvcc_keys_total",
        "Keys, with deleted ones that are not compacted.",
        member::keys);
  }

  private void registerWatches(Instruments make) {
    WatchCounts watches = member.watches().counts();
    make.gauge("etcd_debugging_mvcc_watch_stream_total", "Watch streams.", watches::streams);
    make.gauge("etcd_debugging_mvcc_watcher_total", "Watchers.", watches::watchers);
    make.gauge(
        "etcd_debugging_mvcc_slow_watcher_total",
        "Watchers that are behind.",
        watches::slowWatchers);
    make.gauge(
        "etcd_debugging_mvcc_pending_events_total",
        "Events on their way to a stream.",
        watches::waitingEvents);
    make.counter(
        "etcd_debugging_mvcc_events_total", "Events given to watchers.", watches::sentEvents);
  }

  private void registerAlarms(Instruments make) {
    make.gauge(
        "etcd_debugging_server_alarms",
        "1 for each alarm that is on.",
        callback ->
            member
                .alarms()
                .forEach(
                    alarm ->
                        callback.call(
                            1, Long.toHexString(alarm.getMemberID()), alarm.getAlarm().name())),
        "server_id",
        "alarm_type");
  }

  private void registerIdentity(Instruments make) {
    make.gauge("etcd_server_id", "The member's id.", "server_id")
        .labelValues(Long.toHexString(member.raftStatus().memberId()))
        .set(1);
    make.gauge("etcd_server_version", "The server's version.", "server_version")
        .labelValues(ServerVersion.SERVER)
        .set(1);
    make.gauge("etcd_cluster_version", "The cluster's version.", "cluster_version")
        .labelValues(ServerVersion.CLUSTER)
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
