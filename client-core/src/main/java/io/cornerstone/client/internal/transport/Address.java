package io.cornerstone.client.internal.transport;

import java.net.URI;
import java.net.URISyntaxException;

/** Where an endpoint is: {@code host:port}, {@code http://host:port} or {@code https://…}. */
record Address(String host, int port, boolean tls) {
  static Address parse(String endpoint) {
    String text = endpoint.contains("://") ? endpoint : "http://" + endpoint;
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw malformed(endpoint, e.getReason());
    }
    String scheme = uri.getScheme();
    boolean tls = "https".equals(scheme);
    if (!tls && !"http".equals(scheme)) {
      throw malformed(endpoint, "the scheme must be http or https");
    }
    if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65535) {
      throw malformed(endpoint, "host and port are needed");
    }
    return new Address(uri.getHost(), uri.getPort(), tls);
  }

  private static IllegalArgumentException malformed(String endpoint, String why) {
    return new IllegalArgumentException("malformed endpoint \"" + endpoint + "\": " + why);
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + host + ":" + port;
  }
}
