package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.SortedMap;

/**
 * Where the store keeps its revisions: an append-only log of changes, and a few small sorted maps
 * beside it.
 *
 * <p>One thread writes; any thread reads. What was appended can be read at once. What is on disk is
 * always the state at some {@link #commit}: everything after the last whole commit mark is
 * forgotten when the engine is opened, and comes again from the write-ahead log.
 *
 * <p>I/O failures are {@link UncheckedIOException}s: the member stops. Reading a closed engine is a
 * {@link ClosedEngineException}.
 */
public interface Engine extends AutoCloseable {
  /** One change. Of a tombstone only key and mod revision are set. */
  record Change(Revision revision, boolean tombstone, KeyValue kv) {}

  /** Takes changes in order; false ends the scan. */
  interface ChangeVisitor {
    boolean visit(Change change);
  }

  /** Appends a change; revisions come in strictly ascending order. */
  void append(Revision revision, boolean tombstone, KeyValue kv);

  /** The change at exactly this revision, which must exist and not be dead. */
  Change get(Revision revision);

  /** Visits the changes with {@code from <= revision < until} that are not dead, in order. */
  void scan(Revision from, Revision until, ChangeVisitor visitor);

  /**
   * Nothing will read this revision again; its space may be reclaimed. Not remembered on disk: told
   * again after open.
   */
  void markDead(Revision revision);

  /** Writes one entry of a small map. Part of the next commit. */
  void putState(String bucket, ByteString key, ByteString value);

  /** Removes one entry of a small map; harmless if there is none. Part of the next commit. */
  void removeState(String bucket, ByteString key);

  /** A small map, in unsigned byte order of the keys; an unmodifiable copy. Writer thread only. */
  SortedMap<ByteString, ByteString> state(String bucket);

  /**
   * Marks that the state now is the one after {@code applied}. Lazily durable; see {@link #sync}.
   */
  void commit(LogPosition applied);

  /** Makes the last commit durable. Any thread: the writer goes on meanwhile. */
  void sync();

  /** The position of the last commit; {@link LogPosition#ZERO} in a new engine. */
  LogPosition committed();

  /** The position of the last commit that is known to be durable. */
  LogPosition synced();

  /** An immutable view of the last commit, to be streamed on any thread while writing goes on. */
  View view();

  /**
   * Begins to rewrite what was committed until now, so that files take no more room than their
   * content. Right after a commit; writer thread only.
   */
  void beginDefragment();

  /**
   * Does a bounded step of what {@link #beginDefragment} began. Others may write and read between
   * the steps. Writer thread only.
   *
   * @return true if there is more to do
   * @throws RewriteFailedException if it was given up
   */
  boolean defragmentStep();

  /** Bytes of files on disk. */
  long sizeBytes();

  /** Bytes of them that are still needed. */
  long liveBytes();

  /**
   * Syncs the last commit and closes. What came after that commit is forgotten, as after a crash:
   * only the caller knows which applied entry it belongs to.
   */
  @Override
  void close();

  /** Closes as a crash would: nothing more is written. */
  void abort();

  /** An immutable view of the store. Close it to let go of its files. */
  interface View extends AutoCloseable {
    LogPosition applied();

    /** Writes the whole content, in a form that a new engine can be made from. */
    void writeTo(OutputStream target) throws IOException;

    @Override
    void close();
  }

  /** A rewrite was given up, for want of space or the like; the store is as it was. */
  final class RewriteFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RewriteFailedException(IOException cause) {
      super("rewriting the store failed: " + cause.getMessage(), cause);
    }
  }

  /** The engine was closed, for instance because a snapshot replaced the whole store. */
  final class ClosedEngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ClosedEngineException() {
      super("the store is closed");
    }
  }
}
