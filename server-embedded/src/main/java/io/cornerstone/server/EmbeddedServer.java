package io.cornerstone.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One member of a cluster, in this process: it serves etcd's API to clients on one port and talks
 * to the other members on another. Many may run side by side. Safe for use by many threads.
 *
 * <p>A member that cannot persist what it promises, or finds its data damaged, stops by itself
 * rather than serve; {@link #stopped} tells.
 */
public final class EmbeddedServer implements AutoCloseable {
  private final ServerConfig config;
  private final ServerRun run;

  private EmbeddedServer(ServerConfig config, ServerRun run) {
    this.config = config;
    this.run = run;
  }

  /**
   * Starts one member and returns once it listens; it may have no leader yet (see {@link #ready}).
   *
   * @throws ServerStartException with one clear line if it cannot start
   */
  public static EmbeddedServer start(ServerConfig config) {
    ConfigCheck.check(config);
    return new EmbeddedServer(config, ServerRun.start(config));
  }

  public String name() {
    return config.name();
  }

  public long memberId() {
    return run.member().memberId();
  }

  public long clusterId() {
    return run.member().clusterId();
  }

  /** Where clients are served, with the ports that were really bound. */
  public List<URI> clientUrls() {
    return run.clientUrls();
  }

  /** Where clients are served in HTTP alone, with the ports that were really bound. */
  public List<URI> clientHttpUrls() {
    return run.clientHttpUrls();
  }

  /** Where metrics and health are served besides, with the ports that were really bound. */
  public List<URI> metricsUrls() {
    return run.metricsUrls();
  }

  /** Where other members reach this one, with the ports that were really bound. */
  public List<URI> peerUrls() {
    return run.peerUrls();
  }

  public Path dataDir() {
    return run.dataDir();
  }

  /**
   * Completes when the member serves: a leader is known and the member has published itself. Fails
   * if it stops before. Completes on a thread of the member: continuations must be short.
   */
  public CompletableFuture<Void> ready() {
    return run.ready();
  }

  /**
   * Completes when the member has stopped: normally after close or kill, exceptionally if it
   * stopped itself.
   */
  public CompletableFuture<Void> stopped() {
    return run.stopped();
  }

  /** The member that this one takes for the leader; 0 while none is known. */
  public long leaderId() {
    return run.member().raftStatus().leader();
  }

  public boolean isLeader() {
    return leaderId() == memberId();
  }

  /** Stops in order: no new calls, the log and the store are synced. Idempotent. */
  @Override
  public void close() {
    run.close();
  }

  /** Stops as a crash of the process would: nothing is flushed, no goodbye to anyone. For tests. */
  public void kill() {
    run.kill();
  }
}
