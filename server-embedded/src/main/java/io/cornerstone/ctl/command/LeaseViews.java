package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.client.lease.GrantResult;
import io.cornerstone.client.lease.KeepAliveResult;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseListResult;
import io.cornerstone.client.lease.TimeToLiveResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import java.time.Duration;
import java.util.stream.Collectors;

/** The answers about leases. Their JSON has the header's fields among its own. */
final class LeaseViews {
  private LeaseViews() {}

  record Granted(GrantResult result) implements View {
    @Override
    public void simple(Text text) {
      text.line("lease %016x granted with TTL(%ds)", result.id().value(), result.ttl().toSeconds());
    }

    @Override
    public String json() {
      return idAndTtl(result.header(), result.id(), result.ttl()).put("Error", "\"\"").toString();
    }

    @Override
    public void fields(Fields fields) {
      fields
          .header(result.header())
          .add("ID", result.id().value())
          .add("TTL", result.ttl().toSeconds());
    }
  }

  record KeptAlive(KeepAliveResult result) implements View {
    private Duration ttl() {
      return result.ttl().orElse(Duration.ZERO);
    }

    @Override
    public void simple(Text text) {
      text.line("lease %016x keepalived with TTL(%d)", result.id().value(), ttl().toSeconds());
    }

    @Override
    public String json() {
      return idAndTtl(result.header(), result.id(), ttl()).toString();
    }

    @Override
    public void fields(Fields fields) {
      fields.header(result.header()).add("ID", result.id().value()).add("TTL", ttl().toSeconds());
    }
  }

  record Living(TimeToLiveResult result, boolean withKeys) implements View {
    @Override
    public void simple(Text text) {
      long id = result.id().value();
      if (!result.exists()) {
        text.line("lease %016x already expired", id);
        return;
      }
      String line =
          "lease %016x granted with TTL(%ds), remaining(%ds)"
              .formatted(id, result.granted().toSeconds(), remaining());
      String keys =
          result.keys().stream().map(key -> key.utf8()).collect(Collectors.joining(" ", "[", "]"));
      text.line(withKeys ? line + ", attached keys(" + keys + ")" : line);
    }

    private long remaining() {
      return result.remaining().map(Duration::toSeconds).orElse(-1L);
    }

    @Override
    public String json() {
      String keys =
          result.keys().isEmpty()
              ? "null"
              : result.keys().stream().map(Json::base64).collect(Collectors.joining(",", "[", "]"));
      return new Json()
          .addHeader(result.header())
          .put("id", Long.toString(result.id().value()))
          .put("ttl", Long.toString(remaining()))
          .put("granted-ttl", Long.toString(result.granted().toSeconds()))
          .put("keys", keys)
          .toString();
    }

    @Override
    public void fields(Fields fields) {
      fields
          .header(result.header())
          .add("ID", result.id().value())
          .add("TTL", remaining())
          .add("GrantedTTL", result.granted().toSeconds());
      result.keys().forEach(key -> fields.addText("Key", key));
    }
  }

  record Listed(LeaseListResult result) implements View {
    @Override
    public void simple(Text text) {
      text.line("found %d leases", result.leases().size());
      result.leases().forEach(lease -> text.line("%016x", lease.value()));
    }

    @Override
    public String json() {
      return new Json()
          .addHeader(result.header())
          .put(
              "leases",
              Json.array(
                  result.leases().stream()
                      .map(lease -> new Json().put("id", Long.toString(lease.value())))
                      .toList()))
          .toString();
    }

    @Override
    public void fields(Fields fields) {
      fields.header(result.header());
      result.leases().forEach(lease -> fields.add("ID", lease.value()));
    }
  }

  private static Json idAndTtl(Header header, LeaseId id, Duration ttl) {
    return new Json()
        .addHeader(header)
        .put("ID", Long.toString(id.value()))
        .put("TTL", Long.toString(ttl.toSeconds()));
  }
}
