package io.cornerstone.ctl.command;

import io.cornerstone.client.maintenance.HashResult;
import io.cornerstone.client.maintenance.StatusResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Table;
import io.cornerstone.ctl.print.TableView;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.text.ByteSize;
import io.cornerstone.ctl.text.TookText;
import java.time.Duration;
import java.util.List;

/** What was found out about each of several endpoints. */
final class EndpointViews {
  private EndpointViews() {}

  /** The state of one endpoint. */
  record Status(String endpoint, StatusResult result) {}

  record Statuses(List<Status> list) implements TableView {
    @Override
    public Table table() {
      Table table =
          new Table(
              "ENDPOINT",
              "ID",
              "VERSION",
              "DB SIZE",
              "IS LEADER",
              "IS LEARNER",
              "RAFT TERM",
              "RAFT INDEX",
              "RAFT APPLIED INDEX",
              "ERRORS");
      for (Status status : list) {
        StatusResult result = status.result();
        table.row(
            status.endpoint(),
            Long.toHexString(result.header().memberId()),
            result.version(),
            ByteSize.of(result.storage().sizeBytes()),
            Boolean.toString(result.isLeader()),
            Boolean.toString(result.isLearner()),
            Long.toUnsignedString(result.raft().term()),
            Long.toUnsignedString(result.raft().commitIndex()),
            Long.toUnsignedString(result.raft().appliedIndex()),
            String.join(", ", result.errors()));
      }
      return table;
    }

    @Override
    public String json() {
      return Json.array(list.stream().map(Statuses::json).toList());
    }

    private static Json json(Status status) {
      StatusResult result = status.result();
      Json json =
          new Json()
              .header(result.header())
              .add("version", result.version())
              .add("dbSize", result.storage().sizeBytes())
              .addId("leader", result.leaderId())
              .addId("raftIndex", result.raft().commitIndex())
              .addId("raftTerm", result.raft().term())
              .addId("raftAppliedIndex", result.raft().appliedIndex())
              .addTexts("errors", result.errors())
              .add("dbSizeInUse", result.storage().inUseBytes())
              .add("isLearner", result.isLearner());
      return new Json().put("Endpoint", Json.quoted(status.endpoint())).add("Status", json);
    }

    @Override
    public void fields(Fields fields) {
      for (Status status : list) {
        StatusResult result = status.result();
        fields
            .header(result.header())
            .addText("Version", result.version())
            .add("DBSize", result.storage().sizeBytes())
            .addId("Leader", result.leaderId())
            .add("IsLearner", result.isLearner())
            .addId("RaftIndex", result.raft().commitIndex())
            .addId("RaftTerm", result.raft().term())
            .addId("RaftAppliedIndex", result.raft().appliedIndex())
            .add("Errors", "[" + String.join(" ", result.errors()) + "]")
            .addText("Endpoint", status.endpoint())
            .blank();
      }
    }
  }

  /** The hash of one endpoint. */
  record Hash(String endpoint, HashResult result) {}

  record Hashes(List<Hash> list) implements TableView {
    @Override
    public Table table() {
      Table table = new Table("ENDPOINT", "HASH");
      list.forEach(hash -> table.row(hash.endpoint(), Long.toString(hash.result().hash())));
      return table;
    }

    @Override
    public String json() {
      return Json.array(
          list.stream()
              .map(
                  hash ->
                      new Json()
                          .put("Endpoint", Json.quoted(hash.endpoint()))
                          .add(
                              "HashKV",
                              new Json()
                                  .header(hash.result().header())
                                  .add("hash", hash.result().hash())
                                  .add("compact_revision", hash.result().compactRevision())))
              .toList());
    }

    @Override
    public void fields(Fields fields) {
      for (Hash hash : list) {
        fields
            .header(hash.result().header())
            .addText("Endpoint", hash.endpoint())
            .add("Hash", hash.result().hash())
            .blank();
      }
    }
  }

  /**
   * Whether an endpoint works.
   *
   * @param error why not; empty if it does
   */
  record Health(String endpoint, Duration took, String error) {
    boolean isHealthy() {
      return error.isEmpty();
    }

    String line() {
      return isHealthy()
          ? endpoint + " is healthy: successfully committed proposal: took = " + TookText.of(took)
          : endpoint + " is unhealthy: failed to commit proposal: " + error;
    }
  }

  record Healths(List<Health> list) implements TableView {
    @Override
    public Table table() {
      Table table = new Table("ENDPOINT", "HEALTH", "TOOK", "ERROR");
      for (Health health : list) {
        table.row(
            health.endpoint(),
            Boolean.toString(health.isHealthy()),
            TookText.of(health.took()),
            health.error());
      }
      return table;
    }

    @Override
    public void simple(Text text) {
      list.forEach(health -> text.line(health.line()));
    }

    @Override
    public String json() {
      return Json.array(
          list.stream()
              .map(
                  health ->
                      new Json()
                          .put("endpoint", Json.quoted(health.endpoint()))
                          .put("health", Boolean.toString(health.isHealthy()))
                          .put("took", Json.quoted(TookText.of(health.took())))
                          .add("error", health.error()))
              .toList());
    }

    @Override
    public void fields(Fields fields) {
      for (Health health : list) {
        fields
            .addText("Endpoint", health.endpoint())
            .add("Health", health.isHealthy())
            .add("Took", TookText.of(health.took()))
            .add("Error", health.error())
            .blank();
      }
    }
  }
}
