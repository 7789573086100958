package io.cornerstone.server.rpc;

import com.google.protobuf.Message;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.MemberView;
import io.grpc.Context;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The gate before consensus: what every proposed request has to pass. */
final class Proposals {
  /**
   * What an envelope adds at most to a request: its id, kind and lengths; names are not counted.
   */
  private static final int ENVELOPE_BYTES = 24;

  private final MemberView member;

  Proposals(MemberView member) {
    this.member = member;
  }

  /**
   * Proposes a request in the name of the current caller, and for as long as that one waits.
   *
   * @param cost bytes that it will add to the store; 0 for one that adds nothing, which passes even
   *     when the store is full
   */
  CompletableFuture<Outcome> propose(CommandKind kind, Message request, long cost) {
    if (!Quota.allows(member, cost)) {
      return raiseNoSpace();
    }
    if ((long) request.getSerializedSize() + ENVELOPE_BYTES > member.limits().requestBytesMax()) {
      throw new RefusedException(EtcdError.REQUEST_TOO_LARGE);
    }
    CompletableFuture<Outcome> result = member.propose(kind, request, Callers.current());
    Context caller = Context.current();
    if (!caller.isCancelled()) { // Else it is what is left to do after a call that was given up.
      caller.addListener(ended -> result.cancel(false), Runnable::run);
    }
    return result;
  }

  /** Refuses for lack of space, once the whole cluster knows of it. */
  private CompletableFuture<Outcome> raiseNoSpace() {
    AlarmMember alarm =
        AlarmMember.newBuilder()
            .setMemberID(member.raftStatus().memberId())
            .setAlarm(AlarmType.NOSPACE)
            .build();
    if (member.alarms().contains(alarm)) {
      throw new RefusedException(EtcdError.NO_SPACE);
    }
    AlarmRequest request =
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
            .setMemberID(alarm.getMemberID())
            .setAlarm(alarm.getAlarm())
            .build();
    return member
        .propose(CommandKind.ALARM, request, Identity.NONE)
        .handle(
            (outcome, failure) -> {
              // Also if the alarm was not raised: the next request tries again.
              throw new RefusedException(EtcdError.NO_SPACE);
            });
  }

  /** The response that an outcome holds. */
  static <T extends Message> T response(Outcome outcome, Class<T> type) {
    if (outcome.error() != null) {
      throw new RefusedException(outcome.error());
    }
    return type.cast(Objects.requireNonNull(outcome.response(), "neither response nor error"));
  }
}
