package io.cornerstone.server.member;

import java.time.Duration;
import java.util.List;

/**
 * How a member runs.
 *
 * @param name as published to the cluster
 * @param clientUrls as published to the cluster
 * @param heartbeatInterval the tick of consensus
 * @param electionTimeout a whole number of heartbeats is made of it
 * @param snapshotCount applied entries between two cuts of the log
 * @param snapshotCatchUpEntries entries kept behind a cut for slow followers
 * @param peerUrls where the others reach this member, as long as it does not know itself to be one
 * @param isReconfigStrict whether changes of the members are refused that put the quorum at risk
 * @param tuning what hardly anybody changes
 */
public record MemberOptions(
    String name,
    List<String> clientUrls,
    Duration heartbeatInterval,
    Duration electionTimeout,
    long snapshotCount,
    long snapshotCatchUpEntries,
    MemberLimits limits,
    List<String> peerUrls,
    boolean isReconfigStrict,
    MemberTuning tuning) {
  private static final Duration REQUEST_BASE_TIMEOUT = Duration.ofSeconds(5);

  public MemberOptions {
    clientUrls = List.copyOf(clientUrls);
    peerUrls = List.copyOf(peerUrls);
  }

  /** With strict checks of changes of the members. */
  public MemberOptions(
      String name,
      List<String> clientUrls,
      Duration heartbeatInterval,
      Duration electionTimeout,
      long snapshotCount,
      long snapshotCatchUpEntries,
      MemberLimits limits) {
    this(
        name,
        clientUrls,
        heartbeatInterval,
        electionTimeout,
        snapshotCount,
        snapshotCatchUpEntries,
        limits,
        List.of(),
        true,
        MemberTuning.DEFAULT);
  }

  /** How long a proposal or a linearizable read may take: etcd's 5 s plus two elections. */
  public Duration requestTimeout() {
    return REQUEST_BASE_TIMEOUT.plus(electionTimeout.multipliedBy(2));
  }

  int electionTicks() {
    return Math.toIntExact(electionTimeout.toNanos() / heartbeatInterval.toNanos());
  }
}
