package io.cornerstone.server;

import io.cornerstone.server.backup.Import;
import io.cornerstone.server.backup.SnapshotFile;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.FileDisk;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import io.cornerstone.server.member.Founding;
import io.cornerstone.server.member.RestoredMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the data directory of a member of a new cluster from a snapshot file, of this server or of
 * etcd. Keys with all their revisions, leases (with their full time to live), alarms, users and
 * roles survive; the members, their ids and the cluster's are new. Run it once per member of the
 * new cluster, with the same file and options, and start the members with the same configuration.
 *
 * <pre>{@code
 * SnapshotRestore.run(file, config, SnapshotRestore.Options.DEFAULT);
 * EmbeddedServer server = EmbeddedServer.start(config);
 * }</pre>
 */
public final class SnapshotRestore {
  private SnapshotRestore() {}

  /**
   * How to restore.
   *
   * @param skipHashCheck take a file without a digest, or with another one: a copy of a database
   * @param bumpRevisions go on this many revisions above the last one, and count everything below
   *     as compacted: watchers of the old cluster then learn that they missed something; 0 is off
   */
  public record Options(boolean skipHashCheck, long bumpRevisions) {
    /** Hash check, and the revisions of the file. */
    public static final Options DEFAULT = new Options(false, 0);

    public Options {
      if (bumpRevisions < 0) {
        throw new IllegalArgumentException("bumpRevisions is negative: " + bumpRevisions);
      }
    }

    public Options withSkipHashCheck() {
      return new Options(true, bumpRevisions);
    }

    public Options withBumpRevisions(long revisions) {
      return new Options(skipHashCheck, revisions);
    }
  }

  /**
   * Restores; blocks until all is on disk. Nothing is left behind if it fails.
   *
   * @param config of the member: its data directory, which must not have anything in it, name,
   *     initial cluster and token; the peer URLs must be known, one way or the other
   * @throws ServerStartException with one line that says what is wrong with file or configuration
   */
  public static void run(Path file, ServerConfig config, Options options) {
    ConfigCheck.check(config);
    Path dataDir =
        config
            .dataDir()
            .orElseThrow(() -> new ServerStartException("data-dir is needed for a restore"));
    List<URI> peerUrls = config.listenPeerUrls();
    boolean isKnown =
        !config.initialCluster().isEmpty()
            || !config.initialAdvertisePeerUrls().isEmpty()
            || peerUrls.stream().allMatch(url -> url.getPort() > 0);
    if (!isKnown) {
      throw new ServerStartException("initial-advertise-peer-urls is needed for a restore");
    }
    Founding founding = FoundingPlan.of(config, peerUrls);
    Disk disk = new FileDisk();
    try (SnapshotFile snapshot = SnapshotFile.open(disk, file, !options.skipHashCheck())) {
      RestoredMember.create(
          disk, dataDir, founding, engine -> Import.run(snapshot, engine, options.bumpRevisions()));
    } catch (IOException | UncheckedIOException | InvariantViolation e) {
      throw new ServerStartException("restore failed: " + e.getMessage(), e);
    }
  }
}
