package io.cornerstone.server.http;

import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;

/**
 * What holds for every HTTP request of a port.
 *
 * @param hostWhitelist names that the Host header may have, without port; empty or {@code *} allows
 *     all
 * @param corsOrigins origins whose pages may call; empty or {@code *} allows all
 * @param bodyBytesMax largest body of a request
 */
public record HttpRules(Set<String> hostWhitelist, Set<String> corsOrigins, int bodyBytesMax) {
  private static final String ANY = "*";

  boolean isHostAllowed(HttpHeaders headers) {
    return allowsAll(hostWhitelist) || hostWhitelist.contains(host(headers));
  }

  /** The host that the request names, without its port. */
  String host(HttpHeaders headers) {
    String host = headers.get(HttpHeaderNames.HOST, "");
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']'); // An IPv6 address is in brackets.
    return hasPort ? host.substring(0, colon) : host;
  }

  /** Tells a browser which pages may call. */
  void addCorsHeaders(HttpHeaders request, HttpHeaders response) {
    String origin = request.get(HttpHeaderNames.ORIGIN, "");
    if (allowsAll(corsOrigins)) {
      addCorsHeaders(response, ANY);
    } else if (corsOrigins.contains(origin)) {
      addCorsHeaders(response, origin);
    }
  }

  private static void addCorsHeaders(HttpHeaders response, String origin) {
    response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS, PUT, DELETE");
    response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.set(
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type, authorization");
  }

  private static boolean allowsAll(Set<String> names) {
    return names.isEmpty() || names.contains(ANY);
  }
}
