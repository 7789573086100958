package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ServerProcess;
import io.cornerstone.testkit.cluster.TestPorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three members that find each other through a registry, kept by our own server or by etcd. */
class DiscoveryIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String READY = "ready to serve client requests";

  private final Path dir;

  DiscoveryIT(@TempDir Path dir) {
    this.dir = dir;
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void threeMembersMeetAndTheFourthIsRefused(Target target) throws IOException {
    try (ServerProcess registry = ServerProcess.start(target.binary())) {
      try (Wire wire = new Wire(registry.clientUrl())) {
        wire.put("/_etcd/registry/token/_config/size", "3");
      }
      List<Integer> ports = TestPorts.some(8);
      List<RunningCommand> members = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          members.add(start("m" + i, ports.subList(2 * i, 2 * i + 2), registry.clientUrl()));
        }
        members.forEach(member -> member.awaitText(READY, TIMEOUT));
        try (Wire wire = new Wire(URI.create("http://127.0.0.1:" + ports.get(0)))) {
          wire.put("a", "1");
        }
        try (Wire wire = new Wire(URI.create("http://127.0.0.1:" + ports.get(4)))) {
          assertThat(wire.readAll(true)).isEqualTo(Map.of("a", "1"));
        }
        try (RunningCommand late = start("m3", ports.subList(6, 8), registry.clientUrl())) {
          CommandResult end = late.awaitExit(TIMEOUT);
          assertThat(end.exitCode()).isEqualTo(1);
          assertThat(end.err()).contains("discovery: cluster is full");
        }
      } finally {
        members.forEach(RunningCommand::close);
      }
    }
  }

  private RunningCommand start(String name, List<Integer> ports, URI registry) {
    String client = "http://127.0.0.1:" + ports.get(0);
    String peer = "http://127.0.0.1:" + ports.get(1);
    return RunningCommand.start(
        Target.checkoutJar()
            .with(
                List.of(
                    "--name=" + name,
                    "--data-dir=" + dir.resolve(name),
                    "--listen-client-urls=" + client,
                    "--advertise-client-urls=" + client,
                    "--listen-peer-urls=" + peer,
                    "--initial-advertise-peer-urls=" + peer,
                    "--discovery-endpoints=" + registry,
                    "--discovery-token=token")),
        Map.of(),
        "");
  }
}
