package io.cornerstone.client.internal.address;

import java.nio.file.Path;

/** Where one member is. */
public sealed interface Address {
  /**
   * A TCP port.
   *
   * @param host a name or an IP address, the latter in brackets if it has colons
   * @param isTls whether the connection is encrypted
   * @param serverName whom the member's certificate must name; the host, unless that was looked up
   */
  record Tcp(String host, int port, boolean isTls, String serverName) implements Address {
    Tcp(String host, int port, boolean isTls) {
      this(host, port, isTls, host);
    }

    @Override
    public String toString() {
      return (isTls ? "https://" : "http://") + host + ":" + port;
    }
  }

  /** A socket in the file system of this machine. */
  record UnixSocket(Path path) implements Address {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /** Whether whoever listens on the way learns nothing. */
  default boolean isPrivate() {
    return !(this instanceof Tcp tcp) || tcp.isTls();
  }
}
