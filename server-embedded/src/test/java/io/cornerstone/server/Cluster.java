package io.cornerstone.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Members of one cluster in this JVM, for tests. Members are numbered from 0. */
final class Cluster implements AutoCloseable {
  private final Path root;
  private final UnaryOperator<ServerConfig.Builder> settings;
  private final Map<String, List<URI>> founders = new TreeMap<>();
  private final Map<String, EmbeddedServer> members = new TreeMap<>();
  private final Map<String, ClientStub> clients = new TreeMap<>();

  Cluster(Path root, int size, UnaryOperator<ServerConfig.Builder> settings) {
    this.root = root;
    this.settings = settings;
    for (int port : FreePorts.some(size)) {
      founders.put("m" + founders.size(), List.of(URI.create("http://127.0.0.1:" + port)));
    }
  }

  /** Starts every founder and waits until all of them serve. */
  static Cluster start(Path root, int size, UnaryOperator<ServerConfig.Builder> settings) {
    final Cluster cluster = new Cluster(root, size, settings);
    for (int i = 0; i < size; i++) {
      cluster.launch(i);
    }
    for (int i = 0; i < size; i++) {
      cluster.awaitReady(i);
    }
    return cluster;
  }

  EmbeddedServer launch(int number) {
    final String name = "m" + number;
    final EmbeddedServer member =
        EmbeddedServer.start(
            settings
                .apply(
                    ServerConfig.builder()
                        .name(name)
                        .dataDir(root.resolve(name))
                        .listenPeerUrls(founders.getOrDefault(name, List.of()))
                        .initialCluster(founders))
                .build());
    members.put(name, member);
    return member;
  }

  void awaitReady(int number) {
    Waits.get(member(number).ready(), Duration.ofSeconds(20));
  }

  EmbeddedServer member(int number) {
    return running("m" + number);
  }

  private EmbeddedServer running(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  ClientStub client(int number) {
    return clients.computeIfAbsent(
        "m" + number, name -> new ClientStub(running(name).clientUrls().get(0)));
  }

  /** Ends the client's connection to a member; the next call makes another. */
  void disconnect(int number) {
    final ClientStub client = clients.remove("m" + number);
    if (client != null) {
      client.close();
    }
  }

  int size() {
    return founders.size();
  }

  /** The number of the member that all running members take for the leader. */
  int awaitLeader() {
    Waits.until(
        "one leader",
        () ->
            members.values().stream().map(EmbeddedServer::leaderId).distinct().count() == 1
                && members.values().stream().anyMatch(EmbeddedServer::isLeader));
    for (int i = 0; i < size(); i++) {
      if (members.containsKey("m" + i) && member(i).isLeader()) {
        return i;
      }
    }
    throw new AssertionError("the leader is not running");
  }

  void kill(int number) {
    member(number).kill();
    forget(number);
  }

  void close(int number) {
    member(number).close();
    forget(number);
  }

  private void forget(int number) {
    members.remove("m" + number);
    disconnect(number);
  }

  @Override
  public void close() {
    clients.values().forEach(ClientStub::close);
    members.values().forEach(EmbeddedServer::close);
  }
}
