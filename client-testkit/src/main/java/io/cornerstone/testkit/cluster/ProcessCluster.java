package io.cornerstone.testkit.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A cluster whose members run as processes. Not safe for use by several threads at once. Close it:
 * that kills the processes and deletes their directories.
 */
public final class ProcessCluster implements AutoCloseable {
  private final List<ServerProcess> members;

  private ProcessCluster(List<ServerProcess> members) {
    this.members = List.copyOf(members);
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
      ProcessCluster cluster = new ProcessCluster(prepare(binary, size, List.of(flags)));
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

  private static List<ServerProcess> prepare(ServerBinary binary, int size, List<String> flags) {
    List<MemberAddress> addresses = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      addresses.add(MemberAddress.free("m" + i));
    }
    String founding =
        addresses.stream().map(MemberAddress::founding).collect(Collectors.joining(","));
    return addresses.stream()
        .map(address -> new ServerProcess(binary, address, founding, flags))
        .toList();
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
    return members;
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
