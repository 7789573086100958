package io.cornerstone.testkit.conformance;

import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmRequest.AlarmAction;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.DowngradeRequest;
import io.cornerstone.protocol.DowngradeRequest.DowngradeAction;
import io.cornerstone.protocol.HashKVRequest;
import io.cornerstone.protocol.HealthCheckRequest;
import io.cornerstone.protocol.HealthCheckResponse;
import io.cornerstone.protocol.HealthGrpc;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberListRequest;
import io.cornerstone.protocol.MemberListResponse;
import io.cornerstone.protocol.MoveLeaderRequest;
import io.cornerstone.protocol.RangeStreamResponse;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.StatusResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The Cluster, Maintenance and Health services, as far as they only read, and bare calls. */
final class ServiceCommands {
  private ServiceCommands() {}

  static List<String> run(Target.Running target, Words words, Show show) {
    var maintenance = MaintenanceGrpc.newBlockingStub(target.channel());
    return switch (words.command()) {
      case "members" -> members(target, words, show);
      case "status" -> status(maintenance.status(StatusRequest.getDefaultInstance()), show);
      case "alarm" -> {
        var response = maintenance.alarm(alarm(words));
        List<String> lines = new ArrayList<>();
        lines.add("alarm " + show.header(response.hasHeader(), response.getHeader()));
        response.getAlarmsList().forEach(alarm -> lines.add("  " + alarm.getAlarm()));
        yield lines;
      }
      case "hash-kv" -> {
        var response =
            maintenance.hashKV(
                HashKVRequest.newBuilder().setRevision(words.revision(words.text(1))).build());
        yield List.of(
            "hash-kv "
                + show.header(response.hasHeader(), response.getHeader())
                + " compacted="
                + show.revision(response.getCompactRevision()));
      }
      case "move-leader" -> {
        var response =
            maintenance.moveLeader(
                MoveLeaderRequest.newBuilder().setTargetID(words.number(1)).build());
        yield List.of("move-leader " + show.header(response.hasHeader(), response.getHeader()));
      }
      case "downgrade" -> {
        var response =
            maintenance.downgrade(
                DowngradeRequest.newBuilder()
                    .setAction(DowngradeAction.valueOf(words.text(1).toUpperCase(Locale.ROOT)))
                    .setVersion(words.option("version", ""))
                    .build());
        yield List.of(
            "downgrade "
                + show.header(response.hasHeader(), response.getHeader())
                + " version="
                + response.getVersion());
      }
      case "health" ->
          List.of(
              "health "
                  + HealthGrpc.newBlockingStub(target.channel())
                      .check(health(words.bytes(1).toStringUtf8()))
                      .getStatus());
      case "health-watch" -> healthWatch(target, words);
      case "range-stream" -> rangeStream(target, words, show);
      case "call" -> List.of(RawCall.unary(target.channel(), words.text(1)));
      default -> throw new IllegalArgumentException("no such command: " + words);
    };
  }

  private static List<String> members(Target.Running target, Words words, Show show) {
    MemberListResponse response =
        ClusterGrpc.newBlockingStub(target.channel())
            .memberList(
                MemberListRequest.newBuilder().setLinearizable(words.has("-linearizable")).build());
    List<String> lines = new ArrayList<>();
    lines.add("members " + show.header(response.hasHeader(), response.getHeader()));
    for (Member member : response.getMembersList()) {
      lines.add(
          "  member id="
              + (member.getID() != 0 ? "#" : "0")
              + " named="
              + !member.getName().isEmpty()
              + " peer-urls="
              + member.getPeerURLsCount()
              + " client-urls="
              + member.getClientURLsCount()
              + " learner="
              + member.getIsLearner()
              + " self="
              + (member.getID() == response.getHeader().getMemberId()));
    }
    return lines;
  }

  private static List<String> status(StatusResponse status, Show show) {
    return List.of(
        "status "
            + show.header(status.hasHeader(), status.getHeader())
            + " leads="
            + (status.getLeader() == status.getHeader().getMemberId())
            + " term="
            + (status.getRaftTerm() == status.getHeader().getRaftTerm())
            + " applied="
            + (status.getRaftAppliedIndex() > 0
                && status.getRaftAppliedIndex() <= status.getRaftIndex())
            + " db="
            + (status.getDbSize() > 0)
            + " in-use="
            + (status.getDbSizeInUse() > 0 && status.getDbSizeInUse() <= status.getDbSize())
            + " learner="
            + status.getIsLearner()
            + " errors="
            + status.getErrorsList(),
        "version " + status.getVersion().matches("3\\.\\d+\\.\\d+"),
        "storage="
            + status.getStorageVersion()
            + " quota="
            + status.getDbSizeQuota()
            + " downgrade="
            + (status.hasDowngradeInfo() ? status.getDowngradeInfo().getEnabled() : "absent"));
  }

  private static AlarmRequest alarm(Words words) {
    return AlarmRequest.newBuilder()
        .setAction(AlarmAction.valueOf(words.text(1).toUpperCase(Locale.ROOT)))
        .setAlarm(AlarmType.valueOf(words.option("kind", "none").toUpperCase(Locale.ROOT)))
        .build();
  }

  private static HealthCheckRequest health(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  /** The first status of a watch, and that no second one follows before the caller goes. */
  private static List<String> healthWatch(Target.Running target, Words words) {
    Received<HealthCheckResponse> received = new Received<>();
    HealthGrpc.newStub(target.channel()).watch(health(words.bytes(1).toStringUtf8()), received);
    return List.of("health " + received.next().getStatus());
  }

  private static List<String> rangeStream(Target.Running target, Words words, Show show) {
    Iterator<RangeStreamResponse> parts = target.kv().rangeStream(KvCommands.range(words).build());
    List<String> lines = new ArrayList<>();
    parts.forEachRemaining(part -> lines.addAll(show.range(part.getRangeResponse())));
    return lines;
  }
}
