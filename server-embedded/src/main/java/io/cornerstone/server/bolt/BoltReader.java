package io.cornerstone.server.bolt;

import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page file that may come from anywhere, and believes nothing: every number is checked
 * before it is used, keys must ascend, a walk reads no more pages than there are, and the depth of
 * a tree is limited. So a damaged file costs at most as many reads as it has pages, and memory for
 * one page per level; the answer is then a {@link DamagedFileException}.
 *
 * <p>Values are not protected by checksums in this format: whoever needs that compares a digest of
 * the whole file. Not for use by several threads.
 */
public final class BoltReader {
  /** Deeper than any real tree: with two children per branch it has more pages than fit a disk. */
  private static final int DEPTH_MAX = 40;

  /** One page with its overflow pages; far above what a request of etcd can hold. */
  private static final long RUN_BYTES_MAX = 256L << 20;

  /** Many more than etcd has. */
  private static final int BUCKETS_MAX = 1000;

  private static final int BUCKET_NAME_BYTES_MAX = 100;

  /** Takes entries in order. */
  public interface EntryVisitor {
    void visit(byte[] key, byte[] value) throws IOException;
  }

  private final String name;
  private final DiskFile file;
  private final BoltMeta meta;
  private final Map<String, byte[]> buckets = new LinkedHashMap<>();

  private BoltReader(String name, DiskFile file, BoltMeta meta) {
    this.name = name;
    this.file = file;
    this.meta = meta;
  }

  /**
   * Opens a file and reads the names of its buckets.
   *
   * @param name for messages
   * @param length how much of the file belongs to it; a digest may follow
   */
  public static BoltReader open(String name, DiskFile file, long length) throws IOException {
    BoltMeta meta = newestMeta(file, length);
    if (meta == null) {
      throw new DamagedFileException(name, 0, "this is not a database of etcd");
    }
    if (meta.pages() * meta.pageBytes() > length) {
      throw new DamagedFileException(
          name, length, "the file ends before its " + meta.pages() + " pages");
    }
    BoltReader reader = new BoltReader(name, file, meta);
    reader.walk(meta.rootPage(), reader::addBucket);
    return reader;
  }

  /** The second meta page can be found even if the first, which tells the page size, is damaged. */
  private static @Nullable BoltMeta newestMeta(DiskFile file, long length) throws IOException {
    BoltMeta newest = metaAt(file, 0, length);
    int from = newest == null ? PageFormat.PAGE_BYTES_MIN : newest.pageBytes();
    int until = newest == null ? PageFormat.PAGE_BYTES_MAX : newest.pageBytes();
    for (int pageBytes = from; pageBytes <= until; pageBytes *= 2) {
      BoltMeta second = metaAt(file, pageBytes, length);
      if (second != null
          && second.pageBytes() == pageBytes
          && (newest == null || second.transaction() > newest.transaction())) {
        newest = second;
      }
    }
    return newest;
  }

  private static @Nullable BoltMeta metaAt(DiskFile file, long position, long length)
      throws IOException {
    int bytes = PageFormat.HEADER_BYTES + PageFormat.META_BYTES;
    ByteBuffer page = ByteBuffer.allocate(bytes);
    boolean isWhole = position + bytes <= length && file.read(page, position) == bytes;
    return isWhole ? BoltMeta.read(page.array()) : null;
  }

  private void addBucket(int flags, byte[] key, byte[] value) throws IOException {
    long position = meta.rootPage() * meta.pageBytes();
    // A bucket is kept inline only if it is much smaller than a page.
    if (flags != PageFormat.BUCKET_ELEMENT
        || value.length < PageFormat.BUCKET_HEADER_BYTES
        || value.length > meta.pageBytes()) {
      throw new DamagedFileException(name, position, "the root has an entry that is no bucket");
    }
    if (buckets.size() >= BUCKETS_MAX) {
      throw new DamagedFileException(name, position, "there are too many buckets");
    }
    if (!isPlain(key)) {
      throw new DamagedFileException(name, position, "a bucket has a name that is no name");
    }
    buckets.put(new String(key, StandardCharsets.UTF_8), value);
  }

  /** Names appear in messages, which are one line. */
  private static boolean isPlain(byte[] bucket) {
    for (byte letter : bucket) {
      if (letter <= ' ' || letter > '~') {
        return false;
      }
    }
    return bucket.length > 0 && bucket.length <= BUCKET_NAME_BYTES_MAX;
  }

  /** Names of the buckets, in the order of the file. */
  public Iterable<String> buckets() {
    return buckets.keySet();
  }

  /** Length of the database by its own account, without what may follow it. */
  public long sizeBytes() {
    return meta.pages() * meta.pageBytes();
  }

  /** Visits the entries of a bucket in order; none if there is no such bucket. */
  public void forEach(String bucket, EntryVisitor visitor) throws IOException {
    byte[] header = buckets.get(bucket);
    if (header == null) {
      return;
    }
    ItemVisitor plain = (flags, key, value) -> visitPlain(bucket, flags, key, value, visitor);
    long root = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (root != 0) {
      walk(root, plain);
    } else {
      walkInline(bucket, header, plain);
    }
  }

  private void visitPlain(String bucket, int flags, byte[] key, byte[] value, EntryVisitor visitor)
      throws IOException {
    if (flags != 0) {
      throw new DamagedFileException(
          name, 0, "bucket " + bucket + " has an entry with the flags " + flags);
    }
    visitor.visit(key, value);
  }

  private void walkInline(String bucket, byte[] header, ItemVisitor visitor) throws IOException {
    byte[] bytes = Arrays.copyOfRange(header, PageFormat.BUCKET_HEADER_BYTES, header.length);
    if (bytes.length < PageFormat.HEADER_BYTES) {
      throw new DamagedFileException(name, 0, "bucket " + bucket + " has no content");
    }
    Page page = new Page(name, 0, bytes);
    if (!page.isLeaf()) {
      throw page.damaged(0, "bucket " + bucket + " has an inline page that is no leaf");
    }
    new Walk(visitor).leaf(page);
  }

  private void walk(long root, ItemVisitor visitor) throws IOException {
    new Walk(visitor).tree(root, 0);
  }

  private interface ItemVisitor {
    void visit(int flags, byte[] key, byte[] value) throws IOException;
  }

  /** One walk over one tree. */
  private final class Walk {
    private final ItemVisitor visitor;
    private long pagesRead;
    private byte @Nullable [] lastKey;

    Walk(ItemVisitor visitor) {
      this.visitor = visitor;
    }

    void tree(long id, int depth) throws IOException {
      Page page = read(id);
      if (depth > DEPTH_MAX) {
        throw page.damaged(0, "a tree is deeper than " + DEPTH_MAX + " pages");
      }
      if (page.isLeaf()) {
        leaf(page);
        return;
      }
      if (page.count() == 0) {
        throw page.damaged(10, "a branch page without children");
      }
      for (int i = 0; i < page.count(); i++) {
        tree(page.child(i), depth + 1);
      }
    }

    void leaf(Page page) throws IOException {
      for (int i = 0; i < page.count(); i++) {
        byte[] key = page.key(i);
        byte[] last = lastKey;
        if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
          throw page.damaged(0, "keys are out of order");
        }
        lastKey = key;
        visitor.visit(page.flags(i), key, page.value(i));
      }
    }

    private Page read(long id) throws IOException {
      checkInFile(id, 1);
      long position = id * meta.pageBytes();
      ByteBuffer first = readAt(position, meta.pageBytes()).order(ByteOrder.LITTLE_ENDIAN);
      if (first.getLong(0) != id) {
        throw new DamagedFileException(name, position, "page " + id + " has another page's number");
      }
      long run = 1 + Integer.toUnsignedLong(first.getInt(12));
      checkInFile(id, run);
      // Each page has one parent: a walk that reads more pages than there are goes in circles.
      pagesRead += run;
      if (pagesRead > meta.pages()) {
        throw new DamagedFileException(name, position, "a tree has a page twice");
      }
      if (run == 1) {
        return new Page(name, position, first.array());
      }
      if (run * meta.pageBytes() > RUN_BYTES_MAX) {
        throw new DamagedFileException(name, position, "a page takes " + run + " pages");
      }
      return new Page(name, position, readAt(position, (int) (run * meta.pageBytes())).array());
    }

    private void checkInFile(long id, long run) throws IOException {
      if (id < 2 || id >= meta.pages() || run > meta.pages() - id) {
        throw new DamagedFileException(
            name, 0, "page " + id + " is named, which lies outside the " + meta.pages() + " pages");
      }
    }
  }

  private ByteBuffer readAt(long position, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    if (file.read(target, position) < length) {
      throw new DamagedFileException(name, position, "the file ends too early");
    }
    return target;
  }
}
