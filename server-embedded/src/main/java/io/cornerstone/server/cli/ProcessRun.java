package io.cornerstone.server.cli;

import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.ServerStartException;
import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.FileDisk;
import io.cornerstone.server.env.SystemClock;
import io.cornerstone.server.log.ProcessLog;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

  /** Not beside the start, and not in a process that ends soon. */
  private static final Duration ARCHIVE_DELAY = Duration.ofSeconds(10);

  private static final Duration PORTS_FREE_MAX = Duration.ofSeconds(3);

  private final PrintStream err;
  private final Clock clock = new SystemClock();
  private final Predecessor predecessor = new Predecessor(new FileDisk(), clock);
  private final Optional<SharedArchive> archive = SharedArchive.wanted();
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(ProcessRun::daemon);
  private volatile @Nullable EmbeddedServer server;
  private volatile int exitCode = Main.EXIT_OK;

  ProcessRun(PrintStream err) {
    this.err = err;
  }

  /** Starts the member and waits until it has stopped; returns the exit code. */
  int run(ServerConfig.Builder builder, FlagValues values) {
    for (String warning : values.warnings()) {
      log.warn(warning);
    }
    Runtime.getRuntime()
        .addShutdownHook(Executors.defaultThreadFactory().newThread(this::closeAndHalt));
    EmbeddedServer started = start(builder, values);
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

  private @Nullable EmbeddedServer start(ServerConfig.Builder builder, FlagValues values) {
    try {
      ServerConfig config = Bootstrap.complete(builder, values);
      return config.dataDir().map(predecessor::awaitEnd).orElse(false)
          ? startAfterAnother(config)
          : EmbeddedServer.start(config);
    } catch (ServerStartException e) {
      fail(OneLine.of(e));
    } catch (RuntimeException e) {
      // Not foreseen, hence a bug: whoever looks into it needs the trace.
      log.error("start failed", e);
      fail("start failed: " + OneLine.of(e));
    }
    return null;
  }

  /** Whoever had the directory gives its ports up a moment later than its lock. */
  private EmbeddedServer startAfterAnother(ServerConfig config) {
    final long start = clock.monotonicNanos();
    while (true) {
      try {
        return EmbeddedServer.start(config);
      } catch (ServerStartException e) {
        if (clock.monotonicNanos() - start > PORTS_FREE_MAX.toNanos()) {
          throw e;
        }
        Predecessor.pause();
      }
    }
  }

  /** Whoever waits for this line does so whatever the log level. */
  private void announce(EmbeddedServer ready) {
    final Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("urls", ready.clientUrls());
    fields.put("name", ready.name());
    fields.put("member", Long.toHexString(ready.memberId()));
    fields.put("cluster", Long.toHexString(ready.clusterId()));
    ProcessLog.always("ready to serve client requests", fields);
    archive.ifPresent(
        wanted ->
            housekeeping.schedule(
                wanted::makeQuietly, ARCHIVE_DELAY.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static Thread daemon(Runnable task) {
    final Thread thread = Executors.defaultThreadFactory().newThread(task);
    thread.setName("housekeeping");
    thread.setDaemon(true);
    return thread;
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
    archive.ifPresent(SharedArchive::cancel);
    try {
      if (running != null) {
        log.info("process is asked to end: name={}", running.name());
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
