package io.cornerstone.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real etcd of one member, from the binary on the PATH; can be killed and started again. */
final class EtcdProcess implements AutoCloseable {
  private final Path directory;
  private final String clientUrl;
  private final String peerUrl;
  private final List<String> more;
  private @Nullable Process process;

  EtcdProcess(Path directory) {
    this(directory, "http", List.of());
  }

  EtcdProcess(Path directory, String scheme, List<String> more) {
    this.directory = directory;
    this.more = more;
    try (ServerSocket client = onAnyPort();
        ServerSocket peer = onAnyPort()) { // Both at a time, or it may be the same port.
      this.clientUrl = scheme + "://127.0.0.1:" + client.getLocalPort();
      this.peerUrl = "http://127.0.0.1:" + peer.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isInstalled() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, "etcd")));
  }

  String endpoint() {
    return clientUrl;
  }

  void start() {
    List<String> basis =
        List.of(
            "etcd",
            "--name=real",
            "--data-dir=" + directory.resolve("data"),
            "--listen-client-urls=" + clientUrl,
            "--advertise-client-urls=" + clientUrl,
            "--listen-peer-urls=" + peerUrl,
            "--initial-advertise-peer-urls=" + peerUrl,
            "--initial-cluster=real=" + peerUrl,
            "--log-level=error");
    List<String> command = Stream.concat(basis.stream(), more.stream()).toList();
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("etcd.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process without giving it a chance to say goodbye. */
  void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    try {
      running.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process = null;
  }

  @Override
  public void close() {
    kill();
  }

  private static ServerSocket onAnyPort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
