package io.cornerstone.server.apply;

import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.LogPosition;
import java.util.List;

/** Placeholder for the interface of apply; the class itself is the next step. */
public abstract class Applier {
  /** Opens the state machine on an engine: store, lessor (leases and their keys) and members. */
  public static Applier open(Engine engine) {
    throw new IllegalStateException();
  }

  public abstract MvccStore store();

  public abstract Lessor lessor();

  /** Members as published, in order of id; names and client URLs are empty until published. */
  public abstract List<Member> members();

  /** Writes the founders of a new cluster; on a fresh engine only. */
  public abstract void bootstrap(List<Member> founders);

  /** Applies one committed command. A refused one changes nothing and still counts as applied. */
  public abstract Outcome apply(LogPosition position, Command command);

  /**
   * Evaluates a txn that holds only ranges in both branches, at one pinned revision and without a
   * lock. Any thread.
   */
  public abstract Outcome readTxn(TxnRequest request);

  /** Entries without a command (a new term's first) are applied by noting them. */
  public abstract void skip(LogPosition position);

  /** The last applied position. Any thread. */
  public abstract LogPosition applied();

  /** Changes since the last {@link #commit}. */
  public abstract int uncommittedChanges();

  /** Marks the applied position in the engine; lazily durable. */
  public abstract void commit();
}
