package io.cornerstone.testkit.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Free loopback ports for processes, which must know their ports before they start. They lie below
 * the ranges from which systems pick ports themselves, and each JVM begins elsewhere, so that a
 * port is rarely taken between the look and the use; who uses one must be ready to try another.
 */
final class Ports {
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  /** A prime, so that neighbouring process ids begin far apart. */
  private static final int STRIDE = 997;

  private static int next = (int) (ProcessHandle.current().pid() * STRIDE % COUNT);

  private Ports() {}

  /** A port that nobody listens on, and that this JVM has not handed out lately. */
  static synchronized int free() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + next;
      next = (next + 1) % COUNT;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " on");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
