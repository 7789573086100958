package io.cornerstone.server.member;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.raft.RaftStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the cluster this member's name and client URLs, once there is a leader, unless it knows
 * them already. Publishing twice changes nothing, so it is repeated until it works.
 */
final class Publisher {
  private final MemberContext context;
  private final RunningMember member;
  private final CompletableFuture<Void> published = new CompletableFuture<>();
  private final AtomicBoolean isUnderWay = new AtomicBoolean();

  Publisher(MemberContext context, RunningMember member) {
    this.context = context;
    this.member = member;
  }

  /** Completes when the cluster knows this member as it is. */
  CompletableFuture<Void> published() {
    return published;
  }

  void leaderIs(RaftStatus status) {
    if (status.leader() != 0 && !published.isDone() && isUnderWay.compareAndSet(false, true)) {
      publish();
    }
  }

  private void publish() {
    final Member wanted =
        Member.newBuilder()
            .setID(member.memberId())
            .setName(context.options().name())
            .addAllClientURLs(context.options().clientUrls())
            .build();
    if (isKnown(wanted)) {
      published.complete(null);
      return;
    }
    member
        .propose(CommandKind.MEMBER_PUBLISH, wanted, Identity.NONE)
        .whenComplete(
            (outcome, failure) -> {
              if (failure == null) {
                published.complete(null);
              } else {
                member.schedule(context.options().heartbeatInterval(), this::publish);
              }
            });
  }

  private boolean isKnown(Member wanted) {
    return member.members().stream()
        .anyMatch(
            known ->
                known.getID() == wanted.getID()
                    && known.getName().equals(wanted.getName())
                    && known.getClientURLsList().equals(wanted.getClientURLsList()));
  }
}
