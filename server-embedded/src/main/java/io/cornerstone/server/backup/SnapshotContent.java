package io.cornerstone.server.backup;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cornerstone.server.bolt.BoltWriter;
import io.cornerstone.server.bolt.FileLayout;
import io.cornerstone.server.mvcc.Engine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a snapshot file, made on demand from a view of the store: first {@link #measure} as
 * long as it asks for, then {@link #next}. Memory is about one step's output. One thread at a time;
 * the view belongs to the caller.
 */
public final class SnapshotContent {
  private static final int STEP_BYTES = 512 << 10;

  private final Engine.View view;
  private final Export measured;
  private final Queue<byte[]> made = new ArrayDeque<>();
  private @Nullable FileLayout layout;
  private @Nullable Export written;

  public SnapshotContent(Engine.View view) {
    this.view = view;
    this.measured = new Export(view, BoltWriter.measuring());
  }

  /**
   * Finds out the layout of the file, a part of the store at a time.
   *
   * @return whether there is more to do
   */
  public boolean measure() throws IOException {
    if (layout != null) {
      return false;
    }
    if (measured.step(STEP_BYTES)) {
      return true;
    }
    FileLayout found = measured.layout();
    layout = found;
    written = new Export(view, BoltWriter.writing(found, made::add));
    return false;
  }

  /** Length of the file, without the digest that follows it; after {@link #measure}. */
  public long sizeBytes() {
    FileLayout found = layout;
    if (found == null) {
      throw new IllegalStateException("the layout is not known yet");
    }
    return found.sizeBytes();
  }

  /** The next piece, some pages; empty at the end. */
  public ByteString next() throws IOException {
    Export export = written;
    if (export == null) {
      throw new IllegalStateException("the layout is not known yet");
    }
    while (made.isEmpty() && export.step(STEP_BYTES)) {
      // A step may end before a page is full.
    }
    ByteString piece = ByteString.EMPTY;
    for (byte[] pages = made.poll(); pages != null; pages = made.poll()) {
      piece = piece.concat(UnsafeByteOperations.unsafeWrap(pages));
    }
    return piece;
  }
}
