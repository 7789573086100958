package io.cornerstone.testkit.process;

import io.cornerstone.client.Client;
import io.cornerstone.client.lease.KeepAlive;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that keeps a lease alive, and says again and again what it thinks of it. */
final class LeaseHolder {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private LeaseHolder() {}

  /** The command for it, for a lease of that many seconds. */
  static List<String> command(String endpoint, int ttlSeconds) {
    return List.of(
        System.getProperty("java.home") + "/bin/java",
        "-Xmx64m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        LeaseHolder.class.getName(),
        endpoint,
        String.valueOf(ttlSeconds));
  }

  public static void main(String[] args) {
    PrintStream out = System.out;
    try (Client client = Client.connect(args[0])) {
      // Loads the classes, which takes a busy machine longer than a short lease lives.
      client.leases().withTimeout(PATIENCE).list().join();
      Duration ttl = Duration.ofSeconds(Long.parseLong(args[1]));
      KeepAlive lease =
          client.leases().withTimeout(PATIENCE).grantAndKeepAlive(ttl, state -> {}).join();
      out.println(lease.id().value());
      while (!out.checkError()) {
        out.println(lease.state() + ", " + lease.remaining().toMillis() + " ms left");
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
