package io.cornerstone.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Loopback ports for members that must know them before they start. They lie below the ranges from
 * which systems pick ports themselves, so that nobody who asks for any port is given one of them,
 * and each JVM begins elsewhere.
 */
public final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int COUNT = 10_000;

  /** A prime, so that neighbouring process ids begin far apart. */
  private static final int STRIDE = 997;

  private static int next = (int) (ProcessHandle.current().pid() * STRIDE % COUNT);

  private FreePorts() {}

  /** So many ports, all different. */
  public static List<Integer> some(int count) {
    return IntStream.range(0, count).mapToObj(i -> one()).toList();
  }

  /** A port that nobody listens on, and that this JVM has not handed out lately. */
  public static synchronized int one() {
    for (int tries = 0; tries < COUNT; tries++) {
      final int port = FIRST + next;
      next = (next + 1) % COUNT;
      if (isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no free port from " + FIRST + " on");
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
