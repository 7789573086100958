package io.cornerstone.server.http;

import com.google.gson.JsonObject;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.server.metrics.HealthMeter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /health} for those who want one answer; {@code /livez} and {@code /readyz}, and their
 * single checks below them, for supervisors that restart a member or take it out of rotation.
 */
final class HealthRoutes {
  private final HealthChecks checks;
  private final HealthMeter meter;

  HealthRoutes(HealthChecks checks, HealthMeter meter) {
    this.checks = checks;
    this.meter = meter;
  }

  void addTo(Routes routes) {
    routes.add("/health", Route.get(this::health));
    addChecks(routes, "livez", checks.live());
    addChecks(routes, "readyz", checks.ready());
  }

  private RequestBody health(Exchange exchange) {
    List<String> excluded = exchange.query().getOrDefault("exclude", List.of());
    boolean serializable =
        exchange.query().getOrDefault("serializable", List.of()).contains("true");
    for (AlarmType alarm : checks.alarms()) {
      if (!excluded.contains(alarm.name())) {
        respond(exchange, "ALARM " + alarm.name());
        return RequestBody.IGNORED;
      }
    }
    if (!serializable && !checks.hasLeader()) {
      respond(exchange, "RAFT NO LEADER");
      return RequestBody.IGNORED;
    }
    checks
        .read(serializable)
        .thenAcceptAsync(
            wrong -> respond(exchange, wrong.isEmpty() ? "" : "RANGE ERROR:" + wrong),
            exchange.loop());
    return RequestBody.IGNORED;
  }

  private void respond(Exchange exchange, String reason) {
    boolean isHealthy = reason.isEmpty();
    meter.answered(isHealthy);
    JsonObject body = new JsonObject();
    body.addProperty("health", Boolean.toString(isHealthy));
    body.addProperty("reason", reason);
    exchange.respond(isHealthy ? 200 : 503, Exchange.TEXT, body.toString());
  }

  private void addChecks(Routes routes, String type, Map<String, HealthChecks.Check> checks) {
    String path = "/" + type;
    routes.add(path, Route.get(exchange -> new Run(exchange, type, true).start(checks)));
    checks.forEach(
        (name, check) ->
            routes.add(
                path + "/" + name,
                Route.get(exchange -> new Run(exchange, type, false).start(Map.of(name, check)))));
  }

  /** One request for checks. */
  private final class Run {
    private final Exchange exchange;
    private final String type;
    private final boolean isRoot;
    private final Map<String, CompletableFuture<String>> results = new LinkedHashMap<>();

    Run(Exchange exchange, String type, boolean isRoot) {
      this.exchange = exchange;
      this.type = type;
      this.isRoot = isRoot;
    }

    RequestBody start(Map<String, HealthChecks.Check> checks) {
      List<String> excluded =
          isRoot ? exchange.query().getOrDefault("exclude", List.of()) : List.of();
      checks.forEach(
          (name, check) -> {
            if (!excluded.contains(name)) {
              results.put(name, check.run());
            }
          });
      CompletableFuture.allOf(results.values().toArray(CompletableFuture<?>[]::new))
          .thenRunAsync(this::respond, exchange.loop());
      return RequestBody.IGNORED;
    }

    private void respond() {
      boolean isHealthy = true;
      StringBuilder lines = new StringBuilder();
      for (Map.Entry<String, CompletableFuture<String>> result : results.entrySet()) {
        String name = result.getKey();
        String wrong = result.getValue().join();
        meter.ran(type, name, wrong.isEmpty());
        isHealthy &= wrong.isEmpty();
        lines.append(wrong.isEmpty() ? "[+]" : "[-]").append(name);
        lines.append(wrong.isEmpty() ? " ok" : " failed: " + wrong).append('\n');
      }
      boolean isVerbose = isRoot && exchange.query().containsKey("verbose");
      String body = isHealthy ? (isVerbose ? lines + "ok\n" : "ok\n") : lines.toString();
      exchange.respond(isHealthy ? 200 : 503, Exchange.TEXT, body);
    }
  }
}
