package io.cornerstone.server.member;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.RaftStatus;
import java.util.List;

/** Looks inside a member that stands still between two events of a simulation. */
public final class MemberProbe {
  private final RunningMember member;

  public MemberProbe(RunningMember member) {
    this.member = member;
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
