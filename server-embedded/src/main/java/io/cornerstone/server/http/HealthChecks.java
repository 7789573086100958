package io.cornerstone.server.http;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.member.MemberView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The checks behind the health paths. Each completes with what is wrong, or with "". */
final class HealthChecks {
  /** One check. */
  interface Check {
    CompletableFuture<String> run();
  }

  private static final RangeRequest ONE_KEY =
      RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("health")).setLimit(1).build();

  private final MemberView member;
  private final Supplier<Set<AlarmType>> alarms;

  HealthChecks(MemberView member, Supplier<Set<AlarmType>> alarms) {
    this.member = member;
    this.alarms = alarms;
  }

  /** The alarms that are on. */
  Set<AlarmType> alarms() {
    return alarms.get();
  }

  boolean hasLeader() {
    return member.raftStatus().leader() != 0;
  }

  /** The checks of {@code /livez}, by name. */
  Map<String, Check> live() {
    Map<String, Check> checks = new LinkedHashMap<>();
    checks.put("serializable_read", () -> read(true));
    return checks;
  }

  /** The checks of {@code /readyz}, by name. */
  Map<String, Check> ready() {
    Map<String, Check> checks = new LinkedHashMap<>();
    checks.put("data_corruption", () -> now(corruption()));
    checks.put("serializable_read", () -> read(true));
    checks.put("linearizable_read", () -> read(false));
    checks.put("non_learner", () -> now(learner()));
    return checks;
  }

  /** Whether a key can be read. */
  CompletableFuture<String> read(boolean serializable) {
    return member
        .range(ONE_KEY.toBuilder().setSerializable(serializable).build(), Identity.NONE)
        .handle((found, failure) -> failure == null ? "" : reason(failure));
  }

  private String corruption() {
    return alarms().contains(AlarmType.CORRUPT) ? "alarm activated: CORRUPT" : "";
  }

  private String learner() {
    long self = member.raftStatus().memberId();
    boolean isLearner =
        member.members().stream().anyMatch(any -> any.getID() == self && any.getIsLearner());
    return isLearner ? "the local node is a learner" : "";
  }

  private static CompletableFuture<String> now(String result) {
    return CompletableFuture.completedFuture(result);
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    // Whoever asks for health wants to know that there is no leader, not that a read was refused.
    boolean isLeaderless =
        cause instanceof RefusedException refused && refused.error() == EtcdError.NO_LEADER;
    return isLeaderless ? "etcdserver: no leader" : String.valueOf(cause.getMessage());
  }
}
