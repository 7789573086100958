package io.cornerstone.client.maintenance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Care of single members. See {@link io.cornerstone.client.Client} for threads, deadlines and
 * failures.
 *
 * <p>Calls with an endpoint go to the member there (one of those the client was given, or another)
 * and to no other; they throw {@link IllegalArgumentException} if it is malformed.
 *
 * <pre>{@code
 * SnapshotResult saved = client.maintenance().snapshot(Path.of("backup.db")).join();
 * for (String endpoint : client.config().endpoints()) {
 *   client.maintenance().withTimeout(Duration.ofMinutes(1)).defragment(endpoint).join();
 * }
 * }</pre>
 */
public interface Maintenance {
  /** The state of whichever member answers. */
  CompletableFuture<StatusResult> status();

  /** The state of the member at an endpoint. */
  CompletableFuture<StatusResult> status(String endpoint);

  /** The alarms that are raised in the cluster. */
  CompletableFuture<AlarmsResult> alarms();

  /** Raises an alarm by hand. {@link Alarm.Kind#OTHER} cannot be. */
  CompletableFuture<AlarmsResult> raise(Alarm alarm);

  /**
   * Takes an alarm back. A lack of space must be ended first (compact, defragment), or the alarm
   * comes back with the next write.
   *
   * @return what was taken back
   */
  CompletableFuture<AlarmsResult> disarm(Alarm alarm);

  /** Gives free space of a member back to its disk. The member answers nothing else meanwhile. */
  CompletableFuture<MaintenanceResult> defragment(String endpoint);

  /** A hash of everything a member stores. Comparable only among members of equal history. */
  CompletableFuture<HashResult> hash(String endpoint);

  /**
   * A hash of a member's keys up to a revision.
   *
   * @param revision up to which; 0 for all
   */
  CompletableFuture<HashResult> hashKv(String endpoint, long revision);

  /**
   * Makes another member the leader. Finds the present one among the client's endpoints.
   *
   * <p>Refused with {@code NOT_LEADER} if none of them leads, and with {@code
   * BAD_LEADER_TRANSFEREE} if the target is unknown or a learner.
   *
   * @param memberId who shall lead
   */
  CompletableFuture<MaintenanceResult> moveLeader(long memberId);

  /** Saves a snapshot of whichever member answers. */
  CompletableFuture<SnapshotResult> snapshot(Path file);

  /**
   * Saves a snapshot of the member at an endpoint, in the format of etcd's tools.
   *
   * <p>It is written beside the target under a name that ends with {@code .part}, compared with the
   * checksum that the member sends, forced to disk, and only then renamed: the target is whole or
   * not there. A file that exists is replaced. The disk is written on the callback executor.
   *
   * <p>The deadline here is how long the member may be silent, not how long all of it takes. Not
   * retried. Fails with {@link java.io.UncheckedIOException} if the file cannot be written.
   */
  CompletableFuture<SnapshotResult> snapshot(String endpoint, Path file);

  /** Asks whether the cluster can go back to an older minor version, such as {@code 3.5.0}. */
  CompletableFuture<DowngradeResult> downgradeValidate(String version);

  /** Lets the cluster go back to an older minor version. */
  CompletableFuture<DowngradeResult> downgradeEnable(String version);

  /** Ends a downgrade that is under way. */
  CompletableFuture<DowngradeResult> downgradeCancel();

  /** The same, with another deadline per call. */
  Maintenance withTimeout(Duration timeout);
}
