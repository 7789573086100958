package io.cornerstone.server.metrics;

import io.cornerstone.server.env.PeerMeter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts and times what goes between a member and its peers. Ids are labels, in hexadecimal. */
final class LinkMeter implements PeerMeter {
  private final Gauge known;
  private final Gauge active;
  private final Counter disconnected;
  private final Counter sent;
  private final Counter sendFailures;
  private final Counter received;
  private final Counter receiveFailures;
  private final Histogram roundTrip;
  private final Transfers sending;
  private final Transfers receiving;
  private final ConcurrentMap<Long, Traffic> traffic = new ConcurrentHashMap<>();
  private volatile String self = "0";

  /** What is counted with every message to and from one peer, found once. */
  private record Traffic(CounterDataPoint sent, CounterDataPoint received) {}

  LinkMeter(Instruments make) {
    known = make.gauge("etcd_network_known_peers", "1 for each peer.", "Local", "Remote");
    active =
        make.gauge("etcd_network_active_peers", "1 for each connected peer.", "Local", "Remote");
    disconnected =
        make.counter(
            "etcd_network_disconnected_peers_total", "Lost connections.", "Local", "Remote");
    sent = make.counter("etcd_network_peer_sent_bytes_total", "Bytes to a peer.", "To");
    sendFailures =
        make.counter(
            "etcd_network_peer_sent_failures_total", "Messages to a peer that were lost.", "To");
    received = make.counter("etcd_network_peer_received_bytes_total", "Bytes of a peer.", "From");
    receiveFailures =
        make.counter(
            "etcd_network_peer_received_failures_total", "What of a peer broke off.", "From");
    roundTrip =
        make.seconds(
            "etcd_network_peer_round_trip_time_seconds",
            "Time until a peer answers.",
            0.0001,
            16,
            "To");
    sending = new Transfers(make, "etcd_network_snapshot_send", "To");
    receiving = new Transfers(make, "etcd_network_snapshot_receive", "From");
  }

  @Override
  public void self(long memberId) {
    self = hex(memberId);
  }

  @Override
  public void known(long peer, boolean isKnown) {
    final String remote = hex(peer);
    if (isKnown) {
      known.labelValues(self, remote).set(1);
      active.initLabelValues(self, remote);
      disconnected.initLabelValues(self, remote);
      sendFailures.initLabelValues(remote);
      receiveFailures.initLabelValues(remote);
    } else {
      known.remove(self, remote);
      active.remove(self, remote);
    }
  }

  @Override
  public void connected(long peer, boolean isConnected) {
    active.labelValues(self, hex(peer)).set(isConnected ? 1 : 0);
    if (!isConnected) {
      disconnected.labelValues(self, hex(peer)).inc();
    }
  }

  @Override
  public void sent(long to, long bytes) {
    traffic(to).sent.inc(bytes);
  }

  @Override
  public void sendFailed(long to) {
    sendFailures.labelValues(hex(to)).inc();
  }

  @Override
  public void received(long from, long bytes) {
    traffic(from).received.inc(bytes);
  }

  @Override
  public void receiveFailed(long from) {
    receiveFailures.labelValues(hex(from)).inc();
  }

  @Override
  public void roundTrip(long to, long nanos) {
    roundTrip.labelValues(hex(to)).observe(Instruments.toSeconds(nanos));
  }

  @Override
  public void snapshotSending(long to) {
    sending.begin(hex(to));
  }

  @Override
  public void snapshotSent(long to, boolean isDelivered, long nanos) {
    sending.end(hex(to), isDelivered, nanos);
  }

  @Override
  public void snapshotReceiving(long from) {
    receiving.begin(hex(from));
  }

  @Override
  public void snapshotReceived(long from, boolean isStored, long nanos) {
    receiving.end(hex(from), isStored, nanos);
  }

  private Traffic traffic(long peer) {
    Traffic known = traffic.get(peer);
    return known != null
        ? known
        : traffic.computeIfAbsent(
            peer, one -> new Traffic(sent.labelValues(hex(one)), received.labelValues(hex(one))));
  }

  private static String hex(long member) {
    return Long.toHexString(member);
  }

  /** Snapshots in one direction. */
  private static final class Transfers {
    private final Gauge underWay;
    private final Counter successes;
    private final Counter failures;
    private final Histogram time;

    Transfers(Instruments make, String prefix, String peer) {
      underWay = make.gauge(prefix + "_inflights_total", "Snapshots under way.", peer);
      successes = make.counter(prefix + "_success", "Snapshots that arrived.", peer);
      failures = make.counter(prefix + "_failures", "Snapshots that did not arrive.", peer);
      time =
          make.seconds(
              prefix + "_total_duration_seconds",
              "Time of a snapshot that arrived.",
              0.1,
              10,
              peer);
    }

    void begin(String peer) {
      underWay.labelValues(peer).inc();
    }

    void end(String peer, boolean isSuccessful, long nanos) {
      underWay.labelValues(peer).dec();
      if (isSuccessful) {
        successes.labelValues(peer).inc();
        time.labelValues(peer).observe(Instruments.toSeconds(nanos));
      } else {
        failures.labelValues(peer).inc();
      }
    }
  }
}
