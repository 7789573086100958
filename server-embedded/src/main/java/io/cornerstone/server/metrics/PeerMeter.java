package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Counts and times the traffic with other members. */
final class PeerMeter {
  private static final String FROM = "From";
  private static final String TO = "To";

  private final Counter sentBytes;
  private final Counter sendFailures;
  private final Counter receivedBytes;
  private final Histogram roundTrip;
  private final Gauge snapshotsSent;
  private final Gauge snapshotsNotSent;
  private final Histogram snapshotSending;
  private final Gauge snapshotsReceived;
  private final Gauge snapshotsNotReceived;
  private final Histogram snapshotReceiving;

  PeerMeter(Instruments make) {
    sentBytes = make.counter("etcd_network_peer_sent_bytes_total", "Bytes sent to a peer.", TO);
    sendFailures =
        make.counter("etcd_network_peer_sent_failures_total", "Messages that were not sent.", TO);
    receivedBytes =
        make.counter("etcd_network_peer_received_bytes_total", "Bytes from a peer.", FROM);
    roundTrip =
        make.seconds(
            "etcd_network_peer_round_trip_time_seconds",
            "Time to a peer and back.",
            0.0001,
            16,
            TO);
    snapshotsSent =
        make.plainCounter("etcd_network_snapshot_send_success", "Snapshots delivered.", TO);
    snapshotsNotSent =
        make.plainCounter("etcd_network_snapshot_send_failures", "Snapshots not delivered.", TO);
    snapshotSending =
        make.seconds(
            "etcd_network_snapshot_send_total_duration_seconds",
            "Time to deliver a snapshot.",
            0.1,
            10,
            TO);
    snapshotsReceived =
        make.plainCounter("etcd_network_snapshot_receive_success", "Snapshots received.", FROM);
    snapshotsNotReceived =
        make.plainCounter(
            "etcd_network_snapshot_receive_failures", "Snapshots not received whole.", FROM);
    snapshotReceiving =
        make.seconds(
            "etcd_network_snapshot_receive_total_duration_seconds",
            "Time to receive a snapshot.",
            0.1,
            10,
            FROM);
  }

  void sent(long member, long bytes) {
    sentBytes.labelValues(hex(member)).inc(bytes);
  }

  void sendFailed(long member) {
    sendFailures.labelValues(hex(member)).inc();
  }

  void received(long member, long bytes) {
    receivedBytes.labelValues(hex(member)).inc(bytes);
  }

  void roundTrip(long member, long nanos) {
    roundTrip.labelValues(hex(member)).observe(Instruments.toSeconds(nanos));
  }

  void snapshotSent(long member, boolean isSuccessful, long nanos) {
    (isSuccessful ? snapshotsSent : snapshotsNotSent).labelValues(hex(member)).inc();
    if (isSuccessful) {
      snapshotSending.labelValues(hex(member)).observe(Instruments.toSeconds(nanos));
    }
  }

  void snapshotReceived(long member, boolean isSuccessful, long nanos) {
    (isSuccessful ? snapshotsReceived : snapshotsNotReceived).labelValues(hex(member)).inc();
    if (isSuccessful) {
      snapshotReceiving.labelValues(hex(member)).observe(Instruments.toSeconds(nanos));
    }
  }

  private static String hex(long member) {
    return Long.toHexString(member);
  }
}
