package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.snapshot.IncomingSnapshot;
import io.cornerstone.server.snapshot.SnapshotFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots that arrive from the leader. Each is written to a file, verified, and made into a store
 * of its own beside the present one, all on the snapshot thread; only a store that is whole and
 * durable is shown to consensus, which decides whether it takes the present one's place.
 */
final class SnapshotsIn {
  private static final Logger log = LoggerFactory.getLogger(SnapshotsIn.class);

  /** A snapshot that is ready to be installed. */
  record Prepared(long from, long term, SnapshotMeta meta, @Nullable StateMachine stateMachine) {}

  /** Shows a snapshot to consensus. */
  interface Installer {
    /**
     * Any thread.
     *
     * @return completes once consensus has taken or refused it
     */
    CompletableFuture<Void> offer(Prepared prepared);
  }

  private final MemberContext context;
  private final Disk disk;
  private final DataDirectory directory;
  private final SerialExecutor executor;
  private final ApplyLoop apply;
  private final Installer installer;

  SnapshotsIn(
      MemberContext context,
      DataDirectory directory,
      SerialExecutor executor,
      ApplyLoop apply,
      Installer installer) {
    this.context = context;
    this.disk = context.seams().disk();
    this.directory = directory;
    this.executor = executor;
    this.apply = apply;
    this.installer = installer;
  }

  IncomingSnapshot begin(long from, long term, SnapshotMeta meta) {
    return new Arriving(from, term, meta);
  }

  /** Lets go of a store that is not, or no longer, in use. Any thread. */
  void discard(StateMachine stateMachine) {
    stateMachine.engine().abort();
    executor.execute(
        () -> {
          try {
            directory.stores().delete(stateMachine.directory());
          } catch (IOException e) {
            // It takes space, and is deleted at the next start.
            log.warn("old store could not be deleted: {}", stateMachine.directory(), e);
          }
        });
  }

  /** A step of work on the snapshot thread. */
  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> CompletableFuture<T> onExecutor(Step<T> step) {
    final CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            result.complete(step.run());
          } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** One snapshot; its file belongs to the snapshot thread. */
  private final class Arriving implements IncomingSnapshot {
    private final long from;
    private final long term;
    private final SnapshotMeta meta;
    private @Nullable SnapshotFile file;

    Arriving(long from, long term, SnapshotMeta meta) {
      this.from = from;
      this.term = term;
      this.meta = meta;
    }

    @Override
    public CompletableFuture<Long> chunk(ByteString data) {
      return onExecutor(
          () -> {
            opened().append(data);
            return opened().size();
          });
    }

    @Override
    public CompletableFuture<Void> finish(ByteString digest) {
      return onExecutor(() -> prepare(digest)).thenCompose(installer::offer);
    }

    @Override
    public void abort() {
      executor.execute(
          () -> {
            try {
              close();
            } catch (IOException e) {
              log.warn("unfinished snapshot could not be deleted", e);
            }
          });
    }

    private SnapshotFile opened() throws IOException {
      SnapshotFile opened = file;
      if (opened == null) {
        opened = SnapshotFile.create(disk, directory.arrivingSnapshot(meta.last().index()));
        file = opened;
      }
      return opened;
    }

    private Prepared prepare(ByteString digest) throws IOException {
      try {
        opened().verify(digest);
        if (meta.last().index() <= apply.appliedIndex()) {
          return new Prepared(from, term, meta, null); // Consensus will say that it has it all.
        }
        try (InputStream content = opened().read()) {
          final long before = context.clock().monotonicNanos();
          final StateMachine restored = restore(content);
          context.meter().store().snapshotStored(context.clock().monotonicNanos() - before);
          return new Prepared(from, term, meta, restored);
        }
      } finally {
        close();
      }
    }

    private StateMachine restore(InputStream content) throws IOException {
      final StateMachine restored = directory.stores().restore(meta.last().index(), content);
      if (!restored.engine().committed().equals(meta.last())) {
        discard(restored);
        throw new IOException(
            "snapshot at index "
                + meta.last().index()
                + " holds the state of index "
                + restored.engine().committed().index());
      }
      return restored;
    }

    private void close() throws IOException {
      final SnapshotFile opened = file;
      file = null;
      if (opened != null) {
        opened.close();
      }
    }
  }
}
