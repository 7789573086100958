package io.cornerstone.server.member;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an operator from changing the members so that the cluster cannot decide anything any more.
 * A judgement of one member at one moment, made before a change is proposed; whether the change is
 * possible at all is decided when it is applied.
 *
 * @param members as this member knows them
 * @param self who judges; it can be reached, for itself
 */
record ReconfigCheck(List<Member> members, long self, Connections connections, long nowNanos) {
  /** Who was reached for less time may be about to fail again; etcd's figure. */
  static final Duration HEALTHY_AFTER = Duration.ofSeconds(5);

  ReconfigCheck {
    members = List.copyOf(members);
  }

  /** Throws {@link RefusedException}, like the others. */
  void checkAdd(boolean isLearner) {
    final int voters = voters().size();
    // A single member is how a cluster is built up again after a disaster: let it grow.
    final boolean isAlone = voters == 1 && started(voters()) == 1;
    if (!isLearner && !isAlone) {
      requireStarted(started(voters()), voters + 1);
    }
    final long needed = isAlone ? 1 : quorum(voters + 1);
    if (connected() < needed) {
      throw new RefusedException(EtcdError.UNHEALTHY);
    }
  }

  void checkRemove(long id) {
    final Member removed = find(id);
    if (removed != null && removed.getIsLearner()) {
      return;
    }
    final List<Member> left = voters().stream().filter(member -> member.getID() != id).toList();
    if (left.isEmpty()) {
      throw new RefusedException(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
    }
    requireStarted(started(left), left.size());
    if (!connections.isConnected(id)) {
      return; // No part of the quorum that is at work.
    }
    if (connected() - 1 < quorum(voters().size() - 1)) {
      throw new RefusedException(EtcdError.UNHEALTHY);
    }
  }

  void checkPromote() {
    requireStarted(started(voters()) + 1, voters().size() + 1);
  }

  private static void requireStarted(long started, int votersAfter) {
    if (started < quorum(votersAfter)) {
      throw new RefusedException(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
    }
  }

  private static int quorum(int voters) {
    return voters / 2 + 1;
  }

  private long connected() {
    return connections.count(
        voters().stream().map(Member::getID).toList(), HEALTHY_AFTER, nowNanos);
  }

  private List<Member> voters() {
    return members.stream().filter(member -> !member.getIsLearner()).toList();
  }

  /** A member that was added has no name until it is started and tells it. */
  private static long started(List<Member> some) {
    return some.stream().filter(member -> !member.getName().isEmpty()).count();
  }

  private @Nullable Member find(long id) {
    return members.stream()
        .filter(member -> Objects.equals(member.getID(), id))
        .findFirst()
        .orElse(null);
  }
}
