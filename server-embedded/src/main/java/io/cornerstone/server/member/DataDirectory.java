package io.cornerstone.server.member;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.RaftCore;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.wal.Wal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A member's files: {@code <data-dir>/member/} with {@code wal}, unless that is elsewhere, {@code
 * snap} and {@code store}.
 *
 * <p>Creation and replacement happen beside the old content and end with a rename, so that a crash
 * at any point leaves either what was or what was to be. The log is created last: a directory
 * without one belongs to no member yet, and is made anew.
 *
 * <p>The store may lag behind the log, and is brought up by replay. It may also be ahead of it, if
 * the member crashed right after a snapshot had replaced the store: then the log begins anew where
 * the store stands. Every entry that this drops is part of what the store holds, or lost against it
 * (Raft paper, section 7).
 */
final class DataDirectory implements AutoCloseable {
  /** Where the log of a restored member begins. */
  private static final LogPosition RESTORED = new LogPosition(1, 1);

  private final Disk disk;
  private final Path dataDir;
  private final Wal.Options walOptions;
  private final Path walPath;
  private final Path snapPath;
  private final StoreDirectory stores;
  private final AutoCloseable lock;

  /** What a member starts from. */
  record Opened(
      Wal wal, Wal.Metadata identity, RaftCore.Restored restored, StateMachine stateMachine) {}

  private DataDirectory(
      Disk disk, Path dataDir, Path walPath, FileSizes sizes, AutoCloseable lock) {
    this.disk = disk;
    this.walOptions = sizes.log();
    this.dataDir = dataDir;
    this.walPath = walPath;
    this.snapPath = dataDir.resolve("member").resolve("snap");
    this.stores =
        new StoreDirectory(disk, dataDir.resolve("member").resolve("store"), sizes.store());
    this.lock = lock;
  }

  /**
   * Takes a data directory for this member alone.
   *
   * @throws IOException if another member has it
   */
  static DataDirectory lock(Disk disk, Path dataDir, FileSizes sizes) throws IOException {
    final Path memberPath = dataDir.resolve("member");
    disk.createDirectories(memberPath);
    final Path walPath = memberPath.resolve("wal");
    return new DataDirectory(disk, dataDir, walPath, sizes, disk.lock(memberPath.resolve("lock")));
  }

  /**
   * As {@link #lock(Disk, Path, FileSizes)}; the log alone is in {@code walPath}, which is taken,
   * too.
   */
  static DataDirectory lock(Disk disk, Path dataDir, Path walPath, FileSizes sizes)
      throws IOException {
    final DataDirectory directory = lock(disk, dataDir, sizes);
    try {
      disk.createDirectories(walPath);
      final AutoCloseable walLock = disk.lock(walPath.resolve("lock"));
      return new DataDirectory(
          disk,
          dataDir,
          walPath,
          sizes,
          () -> {
            walLock.close();
            directory.lock.close();
          });
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  StoreDirectory stores() {
    return stores;
  }

  /** Where an arriving snapshot is kept until it is verified. */
  Path arrivingSnapshot(long index) {
    return snapPath.resolve(String.format("%016x.incoming", index));
  }

  /** Whether no member has been created here yet, or not to the end. */
  boolean isFresh() throws IOException {
    return !Wal.exists(disk, walPath);
  }

  void create(Founding founding) throws IOException {
    final Optional<Path> store = stores.newest();
    if (store.isPresent()) {
      checkNothingApplied(store.get());
      stores.delete(store.get());
    }
    stores.create(founding);
    final SnapshotMeta start =
        new SnapshotMeta(LogPosition.ZERO, StateMachine.config(founding.members()));
    Wal.create(disk, walPath, founding.identity(), start, walOptions).close();
  }

  /**
   * Makes the data directory of a founder whose store has content from the beginning. It is made
   * beside its place, and gets its name when it is whole: half of one never looks like a member.
   *
   * <p>The content counts as the state of a first entry that is not in the log, so that whoever
   * joins later needs a snapshot, and gets one.
   *
   * @throws IOException if {@code dataDir} is there already and not empty, or in what the content
   *     throws
   */
  static void restore(Disk disk, Path dataDir, Founding founding, StoreContent content)
      throws IOException {
    if (disk.exists(dataDir)) {
      if (!disk.list(dataDir).isEmpty()) {
        throw new IOException("data directory " + dataDir + " is not empty");
      }
      disk.delete(dataDir);
    }
    final Path target = dataDir.toAbsolutePath().normalize();
    final Path place = target.resolveSibling(target.getFileName() + ".restoring");
    disk.delete(place);
    try {
      disk.createDirectories(place);
      final DataDirectory directory = lock(disk, place, FileSizes.DEFAULT);
      try (directory) {
        directory.fill(founding, content);
      }
      disk.rename(place, target);
    } finally {
      disk.delete(place); // There after a failure only.
    }
    final Path parent = target.getParent();
    disk.syncDirectory(parent == null ? target : parent);
  }

  private void fill(Founding founding, StoreContent content) throws IOException {
    stores.create(founding, RESTORED, content);
    final SnapshotMeta start = new SnapshotMeta(RESTORED, StateMachine.config(founding.members()));
    final Wal wal = Wal.create(disk, walPath, founding.identity(), start, walOptions);
    try (wal) {
      wal.append(new HardState(RESTORED.term(), 0, RESTORED.index()), List.of());
      wal.sync();
    }
    disk.syncDirectory(dataDir.resolve("member"));
    disk.syncDirectory(dataDir);
  }

  /** A store with content and no log beside it: someone took the log away. */
  private void checkNothingApplied(Path store) throws IOException {
    final StateMachine stateMachine = stores.open(store);
    final LogPosition applied = stateMachine.engine().committed();
    stateMachine.engine().abort();
    if (applied.index() > 0) {
      throw new IOException(
          "data directory " + dataDir + " has a store but no write-ahead log: it is damaged");
    }
  }

  Opened open() throws IOException {
    final Path store =
        stores
            .newest()
            .orElseThrow(
                () ->
                    new IOException(
                        "data directory "
                            + dataDir
                            + " has a write-ahead log but no store: it is damaged"));
    stores.deleteAllBut(store);
    disk.delete(snapPath);
    disk.createDirectories(snapPath);
    final Wal.Recovered recovered = Wal.open(disk, walPath, walOptions);
    try {
      return reconcile(recovered, stores.open(store));
    } catch (IOException | RuntimeException e) {
      recovered.wal().close();
      throw e;
    }
  }

  private Opened reconcile(Wal.Recovered log, StateMachine stateMachine) throws IOException {
    try {
      final LogPosition applied = stateMachine.engine().committed();
      final RaftCore.Restored restored =
          reaches(log, applied)
              ? new RaftCore.Restored(
                  log.start(),
                  withCommitted(log.hardState(), applied.index()),
                  log.entries(),
                  stateMachine.config())
              : beginAnew(log, new SnapshotMeta(applied, stateMachine.config()));
      return new Opened(log.wal(), log.metadata(), restored, stateMachine);
    } catch (IOException | RuntimeException e) {
      stateMachine.engine().abort();
      throw e;
    }
  }

  /**
   * What is applied is committed, though the record of that may be lost. A member that has applied
   * its own removal must know it: nobody else may be left who does, and who can be elected without
   * having heard of it.
   */
  private static HardState withCommitted(HardState recorded, long applied) {
    return new HardState(
        recorded.term(), recorded.vote(), Math.max(recorded.commitIndex(), applied));
  }

  /** Whether the log and the store share a history that replay can continue. */
  private boolean reaches(Wal.Recovered log, LogPosition applied) throws IOException {
    final LogPosition start = log.start().last();
    if (applied.index() < start.index()) {
      throw new IOException(
          "data directory "
              + dataDir
              + " is damaged: its store ends at index "
              + applied.index()
              + ", its write-ahead log begins after "
              + start.index());
    }
    final long offset = applied.index() - start.index();
    if (offset == 0) {
      return applied.term() == start.term();
    }
    return offset <= log.entries().size()
        && log.entries().get((int) offset - 1).position().equals(applied);
  }

  private static RaftCore.Restored beginAnew(Wal.Recovered log, SnapshotMeta start)
      throws IOException {
    final HardState before = log.hardState();
    final long term = Math.max(before.term(), start.last().term());
    final HardState hardState =
        new HardState(term, term == before.term() ? before.vote() : 0, start.last().index());
    log.wal().reset(start, hardState);
    return new RaftCore.Restored(start, hardState, List.<Entry>of());
  }

  /** Gives the directory free. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("the lock of " + dataDir + " cannot be given free", e);
    }
  }
}
