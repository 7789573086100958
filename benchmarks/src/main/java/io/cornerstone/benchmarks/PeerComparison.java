package io.cornerstone.benchmarks;

import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Our client beside jetcd and IBM's etcd-java, on the same kind of real etcd in one run: puts and
 * linearizable gets, watch fan-in, memory per watcher; throughput, latency and processor time of
 * the client. Each client runs in a process of its own beside a server of its own, in turn, over
 * several rounds, each of which begins with another client; the table shows medians.
 *
 * <pre>
 * mvn -q -ntp -Dquick -DskipTests -Ppeers verify
 * java -cp benchmarks/target/cornerstone-benchmarks.jar \
 *     io.cornerstone.benchmarks.PeerComparison [rounds] [seconds per line]
 * </pre>
 */
public final class PeerComparison {
  private static final int WATCHERS = 1_000;
  private static final int IDLE_WATCHERS = 10_000;

  private PeerComparison() {}

  /** Runs three rounds of 5 s a line, or what the arguments say. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    RealEtcd etcd =
        RealEtcd.find().orElseThrow(() -> new IllegalStateException("no etcd on the PATH"));
    List<Peer> peers = new ArrayList<>(peers(Path.of("").toAbsolutePath()));
    peers.removeIf(peer -> !peer.isBuilt());
    PeerTable table = new PeerTable(peers.stream().map(Peer::name).toList());
    for (int round = 1; round <= rounds; round++) {
      for (Peer peer : peers) {
        System.out.println(peer.name() + ", round " + round);
        run(peer, etcd, seconds).forEach(result -> table.add(peer.name(), result));
      }
      Collections.rotate(peers, -1);
    }
    table.print(System.out);
  }

  private static List<Peer> peers(Path root) {
    return List.of(
        new Peer(
            "Cornerstone",
            root.resolve("benchmarks/target/cornerstone-benchmarks.jar"),
            CornerstonePeer.class.getName()),
        new Peer(
            "jetcd",
            root.resolve("benchmarks-peers/jetcd/target/peer-jetcd.jar"),
            "io.cornerstone.benchmarks.jetcd.JetcdPeer"),
        new Peer(
            "etcd-java",
            root.resolve("benchmarks-peers/etcd-java/target/peer-etcd-java.jar"),
            "io.cornerstone.benchmarks.etcdjava.EtcdJavaPeer"));
  }

  /** On a server of its own: none finds what another has left there. */
  private static List<PeerResult> run(Peer peer, RealEtcd etcd, int seconds) throws Exception {
    try (ProcessCluster cluster = ProcessCluster.start(ServerBinary.of(etcd), 1)) {
      PeerPlan plan =
          new PeerPlan(
              cluster.endpoints().get(0).toString(),
              Duration.ofSeconds(Math.max(1, seconds * 3 / 5)),
              Duration.ofSeconds(seconds),
              WATCHERS,
              IDLE_WATCHERS);
      return peer.run(plan, System.out);
    }
  }
}
