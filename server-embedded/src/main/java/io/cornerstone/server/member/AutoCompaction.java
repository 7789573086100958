package io.cornerstone.server.member;

import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.raft.Role;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts by itself, as a policy says. Runs on every member and acts on the leader alone. Apply
 * thread only.
 */
final class AutoCompaction {
  private static final Logger log = LoggerFactory.getLogger(AutoCompaction.class);

  private final RunningMember member;
  private final MemberContext context;
  private final ApplyLoop apply;
  private final CompactionPolicy policy;

  AutoCompaction(
      RunningMember member, MemberContext context, ApplyLoop apply, CompactionPolicy policy) {
    this.member = member;
    this.context = context;
    this.apply = apply;
    this.policy = policy;
  }

  /** Looks again and again until the member stops. */
  void start() {
    apply.schedule(policy.pause(), this::look);
  }

  private void look() {
    final long revision =
        policy.due(context.clock().monotonicNanos(), member.currentRevision(), isLeader());
    if (revision > 0) {
      compact(revision);
    }
    start();
  }

  private boolean isLeader() {
    final RaftStatus status = member.raftStatus();
    return status.role() == Role.LEADER;
  }

  private void compact(long revision) {
    final CompactionRequest request =
        CompactionRequest.newBuilder().setRevision(revision).build();
    member
        .propose(CommandKind.COMPACT, request, Identity.NONE)
        .whenComplete((done, failure) -> apply.execute(() -> compacted(revision, failure)));
  }

  private void compacted(long revision, @Nullable Throwable failure) {
    final Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause == null || isCompactedAlready(cause)) {
      policy.done(context.clock().monotonicNanos(), revision);
      log.info("auto compaction: member={} revision={}", context.options().name(), revision);
    } else {
      log.warn(
          "auto compaction failed: member={} revision={} reason={}",
          context.options().name(),
          revision,
          cause.getMessage());
    }
  }

  private static boolean isCompactedAlready(Throwable failure) {
    return failure instanceof RefusedException refused && refused.error() == EtcdError.COMPACTED;
  }
}
