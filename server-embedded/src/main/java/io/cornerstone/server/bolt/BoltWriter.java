package io.cornerstone.server.bolt;

import io.cornerstone.server.env.Invariant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page file front to back, to a target that cannot be gone back in. The first pages name
 * the last one, so the same content goes through a writer twice: one that only counts tells the
 * {@link FileLayout}, which a second one begins with.
 *
 * <p>Every bucket has pages of its own, in a row; no page is free. Memory is one page per level of
 * a tree. Not for use by several threads.
 */
public final class BoltWriter {
  private final PageAppender pages;
  private final @Nullable FileLayout expected;
  private final TreeWriter buckets;
  private @Nullable TreeWriter bucket;

  private BoltWriter(PageAppender pages, @Nullable FileLayout expected) {
    this.pages = pages;
    this.expected = expected;
    this.buckets = new TreeWriter(pages);
  }

  /** A writer that writes nothing and finds out the layout. */
  public static BoltWriter measuring() {
    return new BoltWriter(new PageAppender(null), null);
  }

  /** A writer of the content that had this layout. */
  public static BoltWriter writing(FileLayout layout, PageOutput output) {
    PageAppender pages = new PageAppender(output);
    pages.writeHead(layout);
    return new BoltWriter(pages, layout);
  }

  /** Adds an entry to the bucket that is open; keys in strictly ascending unsigned order. */
  public void put(byte[] key, byte[] value) {
    Invariant.check(key.length > 0, "a key without bytes");
    open().add(key, value, 0);
  }

  /** Opens a bucket. */
  public void beginBucket() {
    Invariant.check(bucket == null, "the bucket before is still open");
    bucket = new TreeWriter(pages);
  }

  /** Closes the open bucket under its name; names in strictly ascending order. */
  public void endBucket(String name) {
    long root = open().finish();
    bucket = null;
    byte[] header = new byte[PageFormat.BUCKET_HEADER_BYTES];
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(root);
    buckets.add(name.getBytes(StandardCharsets.UTF_8), header, PageFormat.BUCKET_ELEMENT);
  }

  /** Ends the file. */
  public FileLayout finish() {
    Invariant.check(bucket == null, "a bucket is still open");
    long root = buckets.finish();
    FileLayout layout = new FileLayout(root, pages.next());
    Invariant.check(
        expected == null || layout.equals(expected), "the content changed while it was written");
    return layout;
  }

  private TreeWriter open() {
    TreeWriter open = bucket;
    if (open == null) {
      throw new IllegalStateException("no bucket is open");
    }
    return open;
  }
}
