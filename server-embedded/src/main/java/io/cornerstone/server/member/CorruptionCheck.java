package io.cornerstone.server.member;

import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.peer.PeerHash;
import io.cornerstone.server.raft.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the data of all members. Equal logs must have made equal data: whoever has other data is
 * broken, and clients must not write to the cluster before somebody has looked.
 */
final class CorruptionCheck {
  private static final Logger log = LoggerFactory.getLogger(CorruptionCheck.class);

  private final RunningMember member;
  private final MemberContext context;
  private final ApplyLoop apply;
  private final HashCalls hashes;

  CorruptionCheck(
      RunningMember member, MemberContext context, ApplyLoop apply, HashCalls hashes) {
    this.member = member;
    this.context = context;
    this.apply = apply;
    this.hashes = hashes;
  }

  /**
   * Compares this member's data with those of the others that answer. Fails with an IOException of
   * one line if they differ.
   */
  CompletableFuture<Void> compareWithPeers() {
    return hashes
        .here(0)
        .thenCompose(
            own ->
                hashes
                    .others(own.revision())
                    .thenAccept(others -> refuse(HashComparison.different(own, others), own)));
  }

  private void refuse(List<Long> different, PeerHash own) {
    if (!different.isEmpty()) {
      throw new CompletionException(
          new IOException(
              "member %s found data inconsistency with peers: other data at revision %d than %s"
                  .formatted(name(member.memberId()), own.revision(), names(different))));
    }
  }

  /** Begins to compare again and again, while this member leads. */
  void every(Duration pause) {
    apply.schedule(
        pause,
        () -> {
          if (member.raftStatus().role() != Role.LEADER) {
            every(pause);
            return;
          }
          check()
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      log.warn(
                          "data not compared: member={} reason={}",
                          context.options().name(),
                          failure.getMessage());
                    }
                    every(pause);
                  });
        });
  }

  /** One comparison by the leader, which raises an alarm for each member in doubt. */
  CompletableFuture<Void> check() {
    return hashes
        .here(0)
        .thenCompose(
            before ->
                hashes
                    .others(before.revision())
                    .thenCompose(
                        others ->
                            hashes
                                .hereConfirmed()
                                .thenApply(
                                    after ->
                                        HashComparison.suspects(
                                            member.memberId(), before, after, others))))
        .thenCompose(this::raiseAlarms);
  }

  private CompletableFuture<Void> raiseAlarms(List<Long> suspects) {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (long suspect : suspects) {
      final AlarmMember alarm =
          AlarmMember.newBuilder().setMemberID(suspect).setAlarm(AlarmType.CORRUPT).build();
      if (!member.alarms().contains(alarm)) {
        log.error(
            "members have different data: member={} suspect={}",
            context.options().name(),
            name(suspect));
        all = all.thenCompose(done -> raise(alarm));
      }
    }
    return all;
  }

  private CompletableFuture<Void> raise(AlarmMember alarm) {
    final AlarmRequest request =
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
            .setMemberID(alarm.getMemberID())
            .setAlarm(alarm.getAlarm())
            .build();
    return member
        .propose(CommandKind.ALARM, request, Identity.NONE)
        .thenAccept(outcome -> log.info("corruption alarm: suspect={}", name(alarm.getMemberID())));
  }

  private static String name(long member) {
    return Long.toHexString(member);
  }

  private static String names(List<Long> members) {
    return members.stream().map(CorruptionCheck::name).collect(Collectors.joining(", "));
  }
}
