package io.cornerstone.testkit.cluster;

import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A real cluster inside this JVM: members with their own consensus, disk and ports, on loopback.
 *
 * <pre>{@code
 * try (TestCluster cluster = TestCluster.start(3);
 *     Client client = cluster.newClient()) {
 *   cluster.awaitLeader().kill();
 *   client.kv().put(Bytes.of("still"), Bytes.of("here")).join();
 * }
 * }</pre>
 *
 * <p>Ports are picked by the cluster and the data lies in a temporary directory that goes on close,
 * so that any number of clusters run side by side. For the thread that tests; not thread-safe,
 * except that closing may happen on any thread.
 */
public final class TestCluster implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofSeconds(30);
  private static final int START_ATTEMPTS = 5;

  private final Path directory;
  private final List<TestMember> members;

  private TestCluster(Path directory, List<TestMember> members) {
    this.directory = directory;
    this.members = List.copyOf(members);
  }

  /**
   * Starts a cluster and returns when it has a leader and every member serves.
   *
   * @param members how many; one, three or five make sense
   * @throws IllegalStateException if it does not serve within 30 s
   */
  public static TestCluster start(int members) {
    return start(members, config -> config);
  }

  /**
   * Starts a cluster whose members are configured further, for instance with a smaller snapshot
   * count. Names, URLs, directories and the list of members are the cluster's own.
   */
  public static TestCluster start(int members, UnaryOperator<ServerConfig.Builder> settings) {
    if (members < 1) {
      throw new IllegalArgumentException("a cluster has at least one member, not " + members);
    }
    for (int attempt = 1; ; attempt++) {
      TestCluster cluster = create(members, settings);
      try {
        cluster.members.forEach(TestMember::start);
        cluster.awaitReady();
        return cluster;
      } catch (ServerStartException e) {
        cluster.close();
        if (attempt == START_ATTEMPTS) {
          throw e;
        }
        // Somebody else took a port between the choice and the bind: choose anew.
      } catch (RuntimeException e) {
        cluster.close();
        throw e;
      }
    }
  }

  private static TestCluster create(int count, UnaryOperator<ServerConfig.Builder> settings) {
    Path directory = temporaryDirectory();
    Map<String, List<URI>> peers = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      peers.put("m" + (i + 1), List.of(freeUrl()));
    }
    List<TestMember> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "m" + (i + 1);
      URI clientUrl = freeUrl();
      ServerConfig config =
          settings
              .apply(ServerConfig.builder())
              .name(name)
              .dataDir(directory.resolve(name))
              .listenClientUrls(List.of(clientUrl))
              .advertiseClientUrls(List.of(clientUrl))
              .listenPeerUrls(peers.getOrDefault(name, List.of()))
              .initialAdvertisePeerUrls(peers.getOrDefault(name, List.of()))
              .initialCluster(peers)
              .initialClusterToken(directory.getFileName().toString())
              .build();
      members.add(new TestMember(config));
    }
    return new TestCluster(directory, members);
  }

  private static URI freeUrl() {
    return URI.create("http://127.0.0.1:" + Ports.free());
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("cornerstone-cluster");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory for a cluster", e);
    }
  }

  /** Waits until every running member serves. */
  public void awaitReady() {
    CompletableFuture<?>[] ready =
        members.stream()
            .filter(TestMember::isRunning)
            .map(member -> member.server().ready())
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ready).get(START_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a cluster started", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the cluster did not serve within " + START_DEADLINE, e);
    }
  }

  /** All members, running or not, in order of their names {@code m1}, {@code m2}, ... */
  public List<TestMember> members() {
    return members;
  }

  /** One member, counted from 0. */
  public TestMember member(int index) {
    return members.get(index);
  }

  /** The running member that leads now, if there is one that a majority follows. */
  public Optional<TestMember> leader() {
    for (TestMember candidate : members) {
      if (candidate.isRunning() && candidate.server().isLeader() && majorityFollows(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private boolean majorityFollows(TestMember candidate) {
    long id = candidate.server().memberId();
    long following =
        members.stream()
            .filter(member -> member.isRunning() && member.server().leaderId() == id)
            .count();
    return following > members.size() / 2;
  }

  /**
   * Waits for a leader.
   *
   * @throws IllegalStateException if there is none within 30 s
   */
  public TestMember awaitLeader() {
    Polling.await(START_DEADLINE, "a leader", () -> leader().isPresent());
    return leader().orElseGet(this::awaitLeader);
  }

  /** A running member that does not lead. */
  public TestMember awaitFollower() {
    TestMember leader = awaitLeader();
    return members.stream()
        .filter(member -> member.isRunning() && member != leader)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no follower is running"));
  }

  /** Where clients are served: one endpoint per member, running or not. */
  public List<String> endpoints() {
    return members.stream().map(TestMember::endpoint).toList();
  }

  /** A new client of all members; the caller closes it. */
  public Client newClient() {
    return Client.connect(ClientConfig.DEFAULT.withEndpoints(endpoints()));
  }

  /** Starts every member that does not run, and waits until all serve. */
  public void restartAll() {
    members.stream().filter(member -> !member.isRunning()).forEach(TestMember::restart);
    awaitReady();
  }

  /** Stops all members and deletes their data. Repeating does nothing. */
  @Override
  public void close() {
    members.forEach(TestMember::stop);
    Directories.delete(directory);
  }
}
