package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.ServerStartException;
import io.cornerstone.server.discovery.FakeDns;
import io.cornerstone.server.discovery.SrvLookup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class BootstrapTest {
  private static final String NAME_SERVER = "java.naming.provider.url";

  private final Path dir;
  private FakeDns dns;

  BootstrapTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeEach
  void start() throws IOException {
    dns =
        new FakeDns(
            Map.of(
                "_etcd-server-blue._tcp.example.com",
                List.of(
                    new SrvLookup.Target("localhost", 11),
                    new SrvLookup.Target("localhost", 12),
                    new SrvLookup.Target("localhost", 13))));
    System.setProperty(NAME_SERVER, dns.url());
  }

  @AfterEach
  void stop() {
    System.clearProperty(NAME_SERVER);
    dns.close();
  }

  private ServerConfig complete(String... flags) {
    FlagValues values = CommandLine.read(ServerFlags.table(), List.of(flags), Map.of());
    return Bootstrap.complete(ServerSettings.toBuilder(values), values);
  }

  private String[] flags(int port) {
    return new String[] {
      "--name=me",
      "--data-dir=" + dir,
      "--initial-advertise-peer-urls=http://127.0.0.1:" + port,
      "--discovery-srv=example.com",
      "--discovery-srv-name=blue",
    };
  }

  @Test
  void withoutDiscoveryTheFlagsStandAsTheyAre() {
    assertThat(complete().initialCluster()).isEmpty();
  }

  @Test
  void membersComeFromDns() {
    assertThat(complete(flags(12)).initialCluster())
        .isEqualTo(
            Map.of(
                "me", List.of(URI.create("http://localhost:12")),
                "0", List.of(URI.create("http://localhost:11")),
                "1", List.of(URI.create("http://localhost:13"))));
  }

  @Test
  void aMemberThatIsNotInDnsDoesNotStart() {
    assertThatThrownBy(() -> complete(flags(99)))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("cannot find local etcd member \"me\" in SRV records");
  }

  @Test
  void aMemberWithDataAsksNobody() throws IOException {
    Path log = Files.createDirectories(dir.resolve("member/wal"));
    Files.createFile(log.resolve("0000000000000000-0000000000000001.wal"));
    assertThat(complete(flags(99)).initialCluster()).isEmpty();
  }

  @Test
  void aLogElsewhereIsDataToo() throws IOException {
    Path log = Files.createDirectories(dir.resolve("elsewhere"));
    List<String> flags = new ArrayList<>(List.of(flags(99)));
    flags.add("--wal-dir=" + log);
    String[] all = flags.toArray(String[]::new);
    assertThatThrownBy(() -> complete(all)).isInstanceOf(ServerStartException.class);
    Files.createFile(log.resolve("0000000000000000-0000000000000001.wal"));
    assertThat(complete(all).initialCluster()).isEmpty();
  }
}
