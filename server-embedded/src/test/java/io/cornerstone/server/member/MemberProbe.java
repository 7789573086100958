package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Member;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.RaftStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Looks inside a member that stands still between two events of a simulation. */
public final class MemberProbe {
  private final RunningMember member;

  public MemberProbe(RunningMember member) {
    this.member = member;
  }

  /**
   * What a disk holds.
   *
   * @param logBase the index before the first one in the log
   * @param logLast the last index in the log
   * @param applied the last index that the store has
   */
  public record OnDisk(long logBase, long logLast, long applied) {}

  /** Looks at a disk that no process uses. */
  public static OnDisk onDisk(Disk disk, Path dataDir) throws IOException {
    try (DataDirectory directory = DataDirectory.lock(disk, dataDir, FileSizes.DEFAULT)) {
      final DataDirectory.Opened opened = directory.open();
      opened.stateMachine().engine().abort();
      opened.wal().close();
      final long base = opened.restored().snapshot().last().index();
      return new OnDisk(
          base,
          base + opened.restored().tail().size(),
          opened.stateMachine().applier().applied().index());
    }
  }

  /** Writes a key into a store of which no process has anything open. */
  public static void tamper(Disk disk, Path dataDir, ByteString key) throws IOException {
    try (DataDirectory directory = DataDirectory.lock(disk, dataDir, FileSizes.DEFAULT)) {
      final DataDirectory.Opened opened = directory.open();
      final MvccStore.WriteTxn txn = opened.stateMachine().applier().store().write();
      txn.set(key, ByteString.EMPTY, 0);
      txn.commit();
      opened.stateMachine().applier().commit();
      opened.stateMachine().engine().close();
      opened.wal().close();
    }
  }

  /** What consensus knows now; {@link RunningMember#raftStatus} may be one step behind. */
  public RaftStatus status() {
    return member.parts().raft().core().status();
  }

  /** The first index that the log still holds. */
  public long firstIndex() {
    return member.parts().raft().core().firstIndex();
  }

  /** The term of an entry from the one before {@link #firstIndex} to the last. */
  public long termAt(long index) {
    return member.parts().raft().core().termAt(index);
  }

  public long appliedIndex() {
    return member.appliedIndex();
  }

  /** The index up to which the store has begun to write what was applied. */
  public long committedIndex() {
    return member.parts().apply().stateMachine().engine().committed().index();
  }

  public MvccStore store() {
    return member.store();
  }

  /** The ids of all leases, ascending. */
  public List<Long> leases() {
    return List.copyOf(lessor().leases());
  }

  /** Whether this member keeps the leases' clocks. */
  public boolean keepsLeases() {
    return lessor().isPrimary();
  }

  /** Who counts in consensus, as far as this member has applied. */
  public ClusterConfig config() {
    return member.parts().raft().core().config();
  }

  public List<Member> members() {
    return member.members();
  }

  private Lessor lessor() {
    return member.parts().apply().lessor();
  }
}
