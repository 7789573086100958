package io.cornerstone.client.internal.address;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An endpoint as the user wrote it: one address, or a name behind which there are some. */
public sealed interface EndpointSpec {
  /** The port of a name that comes without one: that of etcd. */
  int DEFAULT_PORT = 2379;

  /** An address. */
  record Fixed(Address address) implements EndpointSpec {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** All addresses of a name, with one port. */
  record HostName(NameServer server, String name, int port, boolean isTls) implements EndpointSpec {
    @Override
    public String toString() {
      return (isTls ? "dns+https://" : "dns://") + server + "/" + name + ":" + port;
    }
  }

  /** The members that a domain announces, with a port each. */
  record ServiceName(NameServer server, String domain) implements EndpointSpec {
    @Override
    public String toString() {
      return "srv://" + server + "/" + domain;
    }
  }

  /**
   * Whom to ask.
   *
   * @param address host and port; empty for whom this machine asks
   */
  record NameServer(Optional<String> address) {
    @Override
    public String toString() {
      return address.orElse("");
    }
  }

  /**
   * Reads an endpoint.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static EndpointSpec parse(String endpoint) {
    URI uri = uri(endpoint);
    String scheme = uri.getScheme();
    return switch (scheme) {
      case "http" -> new Fixed(tcp(endpoint, uri, false));
      case "https" -> new Fixed(tcp(endpoint, uri, true));
      case "unix" -> new Fixed(unixSocket(endpoint, uri));
      case "dns" -> hostName(endpoint, uri, false);
      case "dns+https" -> hostName(endpoint, uri, true);
      case "srv" -> serviceName(endpoint, uri);
      default ->
          throw malformed(endpoint, "the scheme must be http, https, unix, dns, dns+https or srv");
    };
  }

  /**
   * Reads an endpoint that is one address.
   *
   * @throws IllegalArgumentException if it is malformed, or a name that would have to be looked up
   */
  static Address parseAddress(String endpoint) {
    if (parse(endpoint) instanceof Fixed fixed) {
      return fixed.address;
    }
    throw malformed(endpoint, "one member is meant here, not a name for several");
  }

  private static URI uri(String endpoint) {
    try {
      return new URI(endpoint.contains("://") ? endpoint : "http://" + endpoint);
    } catch (URISyntaxException e) {
      throw malformed(endpoint, e.getReason());
    }
  }

  private static Address.Tcp tcp(String endpoint, URI uri, boolean isTls) {
    if (uri.getHost() == null || !isPort(uri.getPort())) {
      throw malformed(endpoint, "a host and a port from 1 to 65535 are needed");
    }
    return new Address.Tcp(uri.getHost(), uri.getPort(), isTls);
  }

  private static Address.UnixSocket unixSocket(String endpoint, URI uri) {
    if (uri.getAuthority() != null || uri.getPath().length() < 2) {
      throw malformed(endpoint, "an absolute path is needed, as in unix:///run/etcd.sock");
    }
    return new Address.UnixSocket(Path.of(uri.getPath()));
  }

  private static HostName hostName(String endpoint, URI uri, boolean isTls) {
    URI name = uri("http://" + withoutSlash(uri));
    int port = name.getPort() == -1 ? DEFAULT_PORT : name.getPort();
    if (name.getHost() == null || !isPort(port) || !name.getPath().isEmpty()) {
      throw malformed(endpoint, "a name is needed, as in dns:///etcd.example.com:2379");
    }
    return new HostName(server(uri.getAuthority()), name.getHost(), port, isTls);
  }

  private static ServiceName serviceName(String endpoint, URI uri) {
    String path = withoutSlash(uri);
    String domain = path.isEmpty() ? uri.getAuthority() : path;
    if (domain == null || domain.isEmpty() || domain.contains("/")) {
      throw malformed(endpoint, "a domain is needed, as in srv://example.com");
    }
    return new ServiceName(server(path.isEmpty() ? null : uri.getAuthority()), domain);
  }

  private static NameServer server(@Nullable String authority) {
    return new NameServer(Optional.ofNullable(authority));
  }

  private static String withoutSlash(URI uri) {
    return uri.getPath().startsWith("/") ? uri.getPath().substring(1) : uri.getPath();
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= 65535;
  }

  private static IllegalArgumentException malformed(String endpoint, String why) {
    return new IllegalArgumentException("malformed endpoint \"" + endpoint + "\": " + why);
  }
}
