package io.cornerstone.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Placeholder for the public interface of one member; the class itself is the next step. */
public abstract class EmbeddedServer implements AutoCloseable {
  /**
   * Starts one member and returns once it listens; it may have no leader yet (see {@link #ready}).
   *
   * @throws ServerStartException with one clear line if it cannot start
   */
  public static EmbeddedServer start(ServerConfig config) {
    throw new ServerStartException("not built yet: " + config.name());
  }

  public abstract String name();

  public abstract long memberId();

  public abstract long clusterId();

  /** Where clients are served, with the ports that were really bound. */
  public abstract List<URI> clientUrls();

  public abstract List<URI> peerUrls();

  public abstract Path dataDir();

  /** Completes when the member serves: a leader is known and the member has published itself. */
  public abstract CompletableFuture<Void> ready();

  /**
   * Completes when the member has stopped: normally after close, exceptionally if it stopped
   * itself.
   */
  public abstract CompletableFuture<Void> stopped();

  /** The member that this one takes for the leader; 0 while none is known. */
  public abstract long leaderId();

  public boolean isLeader() {
    return leaderId() == memberId();
  }

  /** Stops in order: no new calls, the log and the store are synced. Idempotent. */
  @Override
  public abstract void close();

  /** Stops as a crash of the process would: nothing is flushed, no goodbye to anyone. For tests. */
  public abstract void kill();
}
