package io.cornerstone.server.http;

import java.util.List;

/**
 * What answers the requests of some paths.
 *
 * @param methods the HTTP methods that it takes
 * @param handler begins to answer a request
 */
record Route(List<String> methods, Handler handler) {
  static Route get(Handler handler) {
    return new Route(List.of("GET", "HEAD"), handler);
  }

  static Route post(Handler handler) {
    return new Route(List.of("POST"), handler);
  }

  /** Begins to answer a request whose head has come. On the event loop. */
  interface Handler {
    RequestBody begin(Exchange exchange);
  }
}
