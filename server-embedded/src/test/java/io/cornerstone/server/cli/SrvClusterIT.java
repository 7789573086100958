package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberListRequest;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.FreePorts;
import io.cornerstone.server.discovery.FakeDns;
import io.cornerstone.server.discovery.SrvLookup;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Three members that know of each other what the DNS says. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class SrvClusterIT {
  private static final String NAME_SERVER = "java.naming.provider.url";
  private static final long TIMEOUT_SECONDS = 30;

  @Test
  void theyFoundOneClusterAndTellTheirNames(@TempDir Path dir) throws Exception {
    List<Integer> ports = FreePorts.some(3);
    List<SrvLookup.Target> targets =
        ports.stream().map(port -> new SrvLookup.Target("localhost", port)).toList();
    List<EmbeddedServer> members = new ArrayList<>();
    try (FakeDns dns = new FakeDns(Map.of("_etcd-server._tcp.example.com", targets))) {
      System.setProperty(NAME_SERVER, dns.url());
      for (int i = 0; i < 3; i++) {
        members.add(start("m" + i, dir.resolve("m" + i), ports.get(i)));
      }
      for (EmbeddedServer member : members) {
        member.ready().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(member.clusterId()).isEqualTo(members.get(0).clusterId());
      }
      assertThat(names(members.get(0))).containsExactlyInAnyOrder("m0", "m1", "m2");
    } finally {
      System.clearProperty(NAME_SERVER);
      members.forEach(EmbeddedServer::close);
    }
  }

  private static EmbeddedServer start(String name, Path dataDir, int port) {
    FlagValues values =
        CommandLine.read(
            ServerFlags.table(),
            List.of(
                "--name=" + name,
                "--data-dir=" + dataDir,
                "--listen-client-urls=http://127.0.0.1:0",
                "--advertise-client-urls=http://127.0.0.1:0",
                "--listen-peer-urls=http://127.0.0.1:" + port,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + port,
                "--discovery-srv=example.com"),
            Map.of());
    return EmbeddedServer.start(Bootstrap.complete(ServerSettings.toBuilder(values), values));
  }

  /** What the cluster agrees on. */
  private static List<String> names(EmbeddedServer asked) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                asked.clientUrls().get(0).getAuthority(), InsecureChannelCredentials.create())
            .build();
    try {
      return ClusterGrpc.newBlockingStub(channel)
          .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .memberList(MemberListRequest.newBuilder().setLinearizable(true).build())
          .getMembersList()
          .stream()
          .map(Member::getName)
          .toList();
    } finally {
      channel.shutdownNow();
    }
  }
}
