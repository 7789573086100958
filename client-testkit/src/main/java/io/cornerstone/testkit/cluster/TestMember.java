package io.cornerstone.testkit.cluster;

import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One member of a {@link TestCluster}: stopped, killed and restarted by the test. */
public final class TestMember {
  private final ServerConfig config;
  private @Nullable EmbeddedServer server;

  TestMember(ServerConfig config) {
    this.config = config;
  }

  void start() {
    if (server != null) {
      throw new IllegalStateException("member " + name() + " runs already");
    }
    server = EmbeddedServer.start(config);
  }

  /** The member's name. */
  public String name() {
    return config.name();
  }

  /** Where it serves clients; the same after a restart. */
  public String endpoint() {
    return config.advertiseClientUrls().get(0).toString();
  }

  /** Where its data lies. */
  public Path dataDir() {
    return config.dataDir().orElseThrow();
  }

  /** Whether the test has it running. */
  public boolean isRunning() {
    return server != null;
  }

  /**
   * The server itself.
   *
   * @throws IllegalStateException if the member does not run
   */
  public EmbeddedServer server() {
    EmbeddedServer running = server;
    if (running == null) {
      throw new IllegalStateException("member " + name() + " does not run");
    }
    return running;
  }

  /** Ends it in order. Does nothing if it does not run. */
  public void stop() {
    EmbeddedServer running = server;
    server = null;
    if (running != null) {
      running.close();
    }
  }

  /**
   * Ends it as a crash of its process would: nothing is flushed, nobody is told. Does nothing if it
   * does not run.
   */
  public void kill() {
    EmbeddedServer running = server;
    server = null;
    if (running != null) {
      running.kill();
    }
  }

  /**
   * Starts it again on its data and ports, without waiting until it serves; see {@code ready()}.
   */
  public void restart() {
    start();
  }

  @Override
  public String toString() {
    return name() + " at " + endpoint() + (isRunning() ? "" : " (not running)");
  }
}
