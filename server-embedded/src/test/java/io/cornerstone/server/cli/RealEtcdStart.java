package io.cornerstone.server.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts an installed etcd to see whether it would run. */
final class RealEtcdStart {
  /** The verdict on what starts a server. */
  static final int RUNS = -1;

  private static final String SERVING = "ready to serve client requests";
  private static final String SERVING_3_4 = "serving client traffic insecurely";

  private RealEtcdStart() {}

  /** What a process is started with. */
  record Input(List<String> arguments, Map<String, String> environment) {}

  /** Flags of a member alone on ports that are free, with its data in {@code directory}. */
  static List<String> base(Path directory) throws IOException {
    try (ServerSocket client = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String clientUrl = "http://127.0.0.1:" + client.getLocalPort();
      String peerUrl = "http://127.0.0.1:" + peer.getLocalPort();
      return List.of(
          "--data-dir=" + directory.resolve("data"),
          "--listen-client-urls=" + clientUrl,
          "--advertise-client-urls=" + clientUrl,
          "--listen-peer-urls=" + peerUrl,
          "--initial-advertise-peer-urls=" + peerUrl,
          "--initial-cluster=default=" + peerUrl,
          "--logger=zap",
          "--log-outputs=stderr");
    }
  }

  /** The exit code of etcd, or {@link #RUNS}; the test is skipped if there is none. */
  static int verdict(Input input) throws IOException {
    Optional<Path> etcd = find();
    assumeTrue(etcd.isPresent(), "etcd is not installed: skipped on this machine");
    List<String> command = new ArrayList<>(List.of(etcd.orElseThrow().toString()));
    command.addAll(input.arguments());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().putAll(input.environment());
    Process process = builder.start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.contains(SERVING) || line.contains(SERVING_3_4)) {
          return RUNS;
        }
      }
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  private static Optional<Path> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "etcd"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
