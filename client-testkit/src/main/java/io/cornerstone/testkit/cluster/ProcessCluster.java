package io.cornerstone.testkit.cluster;

import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.MemberAddRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * A cluster whose members run as processes. Not safe for use by several threads at once. Close it:
 * that kills the processes and deletes their directories.
 */
public final class ProcessCluster implements AutoCloseable {
  private static final long ADD_DEADLINE_SECONDS = 10;
  private static final Duration ADD_PATIENCE = Duration.ofSeconds(15);

  private final ServerBinary binary;
  private final List<String> flags;
  private final List<MemberAddress> addresses;
  private final List<ServerProcess> members;
  private int named; // How many names were given so far; none is given twice.

  private ProcessCluster(ServerBinary binary, int size, List<String> flags) {
    this.binary = binary;
    this.flags = flags;
    this.addresses = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      addresses.add(nextAddress());
    }
    this.members = new ArrayList<>();
    addresses.forEach(address -> members.add(prepare(address, List.of())));
  }

  /**
   * Starts a cluster and waits until all its members serve.
   *
   * @param size how many members, named {@code m1}, {@code m2} and so on
   * @param flags for every member, after the ones that name ports, directory and cluster
   * @throws IllegalStateException if a member does not serve within {@link ServerProcess#PATIENCE}
   */
  public static ProcessCluster start(ServerBinary binary, int size, String... flags) {
    for (int tries = 1; ; tries++) {
      ProcessCluster cluster = new ProcessCluster(binary, size, List.of(flags));
      try {
        cluster.startAll();
        return cluster;
      } catch (IllegalStateException e) {
        cluster.close();
        if (tries == ServerProcess.PORT_TRIES || !ServerProcess.isPortInUse(e)) {
          throw e;
        }
      }
    }
  }

  private ServerProcess prepare(MemberAddress address, List<String> more) {
    String all = addresses.stream().map(MemberAddress::founding).collect(Collectors.joining(","));
    List<String> whole = new ArrayList<>(flags);
    whole.addAll(more);
    return new ServerProcess(binary, address, all, whole);
  }

  /**
   * Adds a voting member to the running cluster, starts it with an empty directory, and waits until
   * it serves. It is the last of {@link #members} afterwards.
   *
   * @throws io.grpc.StatusRuntimeException if the cluster refuses it
   * @throws IllegalStateException if it does not serve within {@link ServerProcess#PATIENCE}
   */
  public ServerProcess addMember() {
    return addMember(this::announce);
  }

  /**
   * The same, but with another way to tell the cluster, and perhaps as a learner.
   *
   * @param announce adds a member with this name and peer URL to the cluster
   */
  public ServerProcess addMember(BiConsumer<String, String> announce) {
    MemberAddress address = nextAddress();
    announce.accept(address.name(), address.peerUrl());
    addresses.add(address);
    ServerProcess member = prepare(address, List.of("--initial-cluster-state=existing"));
    members.add(member);
    member.restart();
    return member;
  }

  /** Forgets a member that the cluster has removed; the process, if it still runs, is killed. */
  public void forget(ServerProcess removed) {
    members.remove(removed);
    addresses.removeIf(address -> address.name().equals(removed.name()));
    removed.close();
  }

  private MemberAddress nextAddress() {
    named++;
    return MemberAddress.free("m" + named);
  }

  /** A cluster takes nobody in before its members have known each other for a while. */
  private void announce(String name, String peerUrl) {
    Polling.await(
        ADD_PATIENCE,
        "the cluster to take in " + name,
        () -> {
          try {
            propose(peerUrl);
            return true;
          } catch (StatusRuntimeException e) {
            if (EtcdError.UNHEALTHY.message().equals(e.getStatus().getDescription())) {
              return false;
            }
            throw e;
          }
        });
  }

  private void propose(String peerUrl) {
    ServerProcess running =
        members.stream().filter(ServerProcess::isAlive).findFirst().orElseThrow();
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                running.clientUrl().getAuthority(), InsecureChannelCredentials.create())
            .build();
    try {
      ClusterGrpc.newBlockingStub(channel)
          .withDeadlineAfter(ADD_DEADLINE_SECONDS, TimeUnit.SECONDS)
          .memberAdd(MemberAddRequest.newBuilder().addPeerURLs(peerUrl).build());
    } finally {
      channel.shutdownNow();
    }
  }

  /**
   * Starts every member again, after all have ended, and waits until all serve. They start
   * together, as none serves before a quorum of them runs.
   */
  public void startAll() {
    startAgain(members);
  }

  /** Starts members again that have ended, all at once, and waits until each of them serves. */
  public void startAgain(List<ServerProcess> ended) {
    ended.forEach(ServerProcess::launch);
    ended.forEach(ServerProcess::awaitReady);
  }

  /** The members, in order of their names, running or not. */
  public List<ServerProcess> members() {
    return List.copyOf(members);
  }

  /** The client URLs of all members. */
  public List<URI> endpoints() {
    return members.stream().map(ServerProcess::clientUrl).toList();
  }

  /** Kills all processes and deletes their directories. Idempotent. */
  @Override
  public void close() {
    members.forEach(ServerProcess::close);
  }
}
