package io.cornerstone.server.http;

import com.google.gson.JsonObject;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.metrics.ServerMetrics;
import io.cornerstone.server.rpc.ServerVersion;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a client port answers in HTTP/1.1. */
public final class HttpServices {
  private final Routes routes = new Routes();
  private final HttpRules rules;
  private final HttpLoad load = new HttpLoad();

  private HttpServices(HttpRules rules) {
    this.rules = rules;
  }

  /**
   * All paths over one member.
   *
   * @param methods finds a gRPC method by its full name; null if the server does not have it
   */
  public HttpServices(
      MemberView member,
      Function<String, @Nullable ServerMethodDefinition<?, ?>> methods,
      ServerMetrics metrics,
      HttpRules rules) {
    this(rules);
    addMetrics(member, metrics);
    addVersion();
    new Gateway(methods).addTo(routes);
  }

  /** All paths but those of the JSON gateway. */
  public static HttpServices withoutGateway(
      MemberView member, ServerMetrics metrics, HttpRules rules) {
    HttpServices services = metricsAlone(member, metrics, rules);
    services.addVersion();
    return services;
  }

  /** Metrics and health. */
  public static HttpServices metricsAlone(
      MemberView member, ServerMetrics metrics, HttpRules rules) {
    HttpServices services = new HttpServices(rules);
    services.addMetrics(member, metrics);
    return services;
  }

  private void addMetrics(MemberView member, ServerMetrics metrics) {
    new HealthRoutes(new HealthChecks(member), metrics.health()).addTo(routes);
    routes.add("/metrics", Route.get(exchange -> metrics(exchange, metrics)));
  }

  private void addVersion() {
    routes.add("/version", Route.get(HttpServices::version));
  }

  /** What a port answers whose member is not there yet. */
  public static HttpServices starting(HttpRules rules) {
    HttpServices services = new HttpServices(rules);
    services.routes.addBelow(
        "/",
        new Route(
            List.of("GET", "HEAD", "POST", "PUT", "DELETE"),
            exchange -> {
              exchange.respond(503, Exchange.TEXT, "the server is starting\n");
              return RequestBody.IGNORED;
            }));
    return services;
  }

  /** The handler of a new connection. */
  public ChannelHandler newConnection() {
    return new HttpConnection(routes, rules, load);
  }

  private static RequestBody metrics(Exchange exchange, ServerMetrics metrics) {
    exchange.respond(200, ServerMetrics.CONTENT_TYPE, metrics.text());
    return RequestBody.IGNORED;
  }

  private static RequestBody version(Exchange exchange) {
    JsonObject body = new JsonObject();
    body.addProperty("etcdserver", ServerVersion.SERVER);
    body.addProperty("etcdcluster", ServerVersion.CLUSTER + ".0");
    body.addProperty("storage", ServerVersion.STORAGE);
    exchange.respond(200, Exchange.JSON, body.toString());
    return RequestBody.IGNORED;
  }
}
