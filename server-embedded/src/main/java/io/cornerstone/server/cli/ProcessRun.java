package io.cornerstone.server.cli;

import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.ServerStartException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one member as the whole purpose of a process. A signal to end reaches a JVM as its shutdown:
 * the hook closes the member and then halts, as the JVM's own exit code after a signal (143 or 130)
 * counts as a crash with those who supervise etcd.
 */
final class ProcessRun {
  private static final Logger log = LoggerFactory.getLogger(ProcessRun.class);

  private final PrintStream err;
  private volatile @Nullable EmbeddedServer server;
  private volatile int exitCode = Main.EXIT_OK;

  ProcessRun(PrintStream err) {
    this.err = err;
  }

  /** Starts the member and waits until it has stopped; returns the exit code. */
  int run(ServerConfig config, List<String> warnings) {
    warnings.forEach(log::warn);
    Runtime.getRuntime()
        .addShutdownHook(Executors.defaultThreadFactory().newThread(this::closeAndHalt));
    EmbeddedServer started = start(config);
    if (started == null) {
      return exitCode;
    }
    server = started;
    started.ready().thenRun(() -> announce(started));
    try {
      started.stopped().join();
    } catch (CompletionException e) {
      return fail("member " + started.name() + " stopped: " + OneLine.of(causeOf(e)));
    }
    return exitCode;
  }

  private @Nullable EmbeddedServer start(ServerConfig config) {
    try {
      return EmbeddedServer.start(config);
    } catch (ServerStartException e) {
      fail(OneLine.of(e));
    } catch (RuntimeException e) {
      // Not foreseen, hence a bug: whoever looks into it needs the trace.
      log.error("start failed", e);
      fail("start failed: " + OneLine.of(e));
    }
    return null;
  }

  /** Not a log line: whoever waits for it does so whatever the log level. */
  private void announce(EmbeddedServer ready) {
    err.println(
        "ready to serve client requests on %s (member %s, id %016x, cluster %016x)"
            .formatted(
                String.join(",", ready.clientUrls().stream().map(Object::toString).toList()),
                ready.name(),
                ready.memberId(),
                ready.clusterId()));
  }

  private int fail(String line) {
    exitCode = Main.EXIT_FAILED;
    err.println("cornerstone-server: " + line);
    return exitCode;
  }

  private static Throwable causeOf(CompletionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e : cause;
  }

  /**
   * The shutdown hook. A member that is still starting is cut off: what it has on disk is whole at
   * any time.
   */
  private void closeAndHalt() {
    EmbeddedServer running = server;
    try {
      if (running != null) {
        log.info("process is asked to end: member={}", running.name());
        running.close();
        log.info("member is closed: name={}", running.name());
      }
    } catch (RuntimeException e) {
      log.error("close failed", e);
      exitCode = Main.EXIT_FAILED;
    } finally {
      System.out.flush();
      err.flush();
      Runtime.getRuntime().halt(exitCode);
    }
  }
}
