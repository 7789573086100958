package io.cornerstone.server.http;

import com.google.gson.JsonObject;
import io.cornerstone.protocol.AlarmType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * {@code /health} for those who want one answer; {@code /livez} and {@code /readyz}, and their
 * single checks below them, for supervisors that restart a member or take it out of rotation.
 */
final class HealthRoutes {
  private final HealthChecks checks;

  HealthRoutes(HealthChecks checks) {
    this.checks = checks;
  }

  void addTo(Routes routes) {
    routes.add("/health", Route.get(this::health));
    addChecks(routes, "/livez", checks.live());
    addChecks(routes, "/readyz", checks.ready());
  }

  private RequestBody health(Exchange exchange) {
    List<String> excluded = exchange.query().getOrDefault("exclude", List.of());
    boolean serializable = exchange.query().getOrDefault("serializable", List.of()).contains("true");
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

  private static void respond(Exchange exchange, String reason) {
    boolean isHealthy = reason.isEmpty();
    JsonObject body = new JsonObject();
    body.addProperty("health", Boolean.toString(isHealthy));
    body.addProperty("reason", reason);
    exchange.respond(isHealthy ? 200 : 503, Exchange.TEXT, body.toString());
  }

  private static void addChecks(
      Routes routes, String path, Map<String, HealthChecks.Check> checks) {
    routes.add(path, Route.get(exchange -> run(exchange, checks, true)));
    checks.forEach(
        (name, check) ->
            routes.add(
                path + "/" + name,
                Route.get(exchange -> run(exchange, Map.of(name, check), false))));
  }

  private static RequestBody run(
      Exchange exchange, Map<String, HealthChecks.Check> checks, boolean isRoot) {
    Set<String> excluded =
        isRoot ? Set.copyOf(exchange.query().getOrDefault("exclude", List.of())) : Set.of();
    boolean isVerbose = isRoot && exchange.query().containsKey("verbose");
    Map<String, CompletableFuture<String>> running =
        checks.entrySet().stream()
            .filter(check -> !excluded.contains(check.getKey()))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    check -> check.getValue().run(),
                    (one, other) -> one,
                    java.util.LinkedHashMap::new));
    CompletableFuture.allOf(running.values().toArray(CompletableFuture<?>[]::new))
        .thenRunAsync(() -> respond(exchange, running, isVerbose), exchange.loop());
    return RequestBody.IGNORED;
  }

  private static void respond(
      Exchange exchange, Map<String, CompletableFuture<String>> results, boolean isVerbose) {
    Map<String, String> failed = new TreeMap<>();
    StringBuilder lines = new StringBuilder();
    results.forEach(
        (name, result) -> {
          String wrong = result.join();
          if (wrong.isEmpty()) {
            lines.append("[+]").append(name).append(" ok\n");
          } else {
            failed.put(name, wrong);
            lines.append("[-]").append(name).append(" failed: ").append(wrong).append('\n');
          }
        });
    if (!failed.isEmpty()) {
      exchange.respond(503, Exchange.TEXT, lines.toString());
    } else {
      exchange.respond(200, Exchange.TEXT, isVerbose ? lines + "ok\n" : "ok\n");
    }
  }
}
