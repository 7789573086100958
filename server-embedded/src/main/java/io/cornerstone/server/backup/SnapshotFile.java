package io.cornerstone.server.backup;

import io.cornerstone.server.bolt.BoltReader;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/**
 * A snapshot file of etcd or of this server, opened for reading: a page file and, if it came
 * through the Snapshot call, the SHA-256 of it behind its end. One thread at a time.
 */
public final class SnapshotFile implements AutoCloseable {
  private static final int DIGEST_BYTES = 32;
  private static final int ALIGNMENT = 512;
  private static final int COPY_BYTES = 1 << 16;

  /**
   * What {@code snapshot status} tells.
   *
   * @param hash CRC-32C over the names of the buckets and all keys and values, as etcdctl has it
   * @param revision the last one in the file
   * @param totalKeys entries of all buckets
   * @param totalBytes length of the database
   */
  public record Status(long hash, long revision, long totalKeys, long totalBytes) {}

  private final Path path;
  private final DiskFile file;
  private final BoltReader reader;

  private SnapshotFile(Path path, DiskFile file, BoltReader reader) {
    this.path = path;
    this.file = file;
    this.reader = reader;
  }

  /**
   * Opens a file.
   *
   * @param checkDigest whether there must be a digest that fits; a copy of a database has none
   * @throws IOException with one line that names the file and what is wrong
   */
  public static SnapshotFile open(Disk disk, Path path, boolean checkDigest) throws IOException {
    DiskFile file;
    try {
      file = disk.open(path, false);
    } catch (NoSuchFileException e) {
      throw new IOException("snapshot file " + path + " does not exist", e);
    }
    try {
      boolean hasDigest = file.size() % ALIGNMENT == DIGEST_BYTES;
      long length = hasDigest ? file.size() - DIGEST_BYTES : file.size();
      if (checkDigest) {
        checkDigest(path, file, hasDigest, length);
      }
      return new SnapshotFile(path, file, BoltReader.open(path.toString(), file, length));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void checkDigest(Path path, DiskFile file, boolean hasDigest, long length)
      throws IOException {
    if (!hasDigest) {
      throw new IOException(
          path + " has no digest at its end: if it is a copy of a database, skip the hash check");
    }
    MessageDigest digest = sha256();
    for (long at = 0; at < length; at += COPY_BYTES) {
      digest.update(read(path, file, at, (int) Math.min(COPY_BYTES, length - at)));
    }
    if (!MessageDigest.isEqual(digest.digest(), read(path, file, length, DIGEST_BYTES).array())) {
      throw new IOException(path + " is damaged: its content does not fit the digest at its end");
    }
  }

  private static ByteBuffer read(Path path, DiskFile file, long at, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    if (file.read(target, at) < length) {
      throw new IOException(path + ", byte " + at + ": the file became shorter");
    }
    return target.flip();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Path path() {
    return path;
  }

  BoltReader reader() {
    return reader;
  }

  /** Reads the whole file. */
  public Status status() throws IOException {
    Summing sum = new Summing();
    for (String bucket : reader.buckets()) {
      sum.hash.update(bucket.getBytes(StandardCharsets.UTF_8));
      sum.isRevisions = bucket.equals(EtcdBuckets.KEY);
      reader.forEach(bucket, sum::add);
    }
    return new Status(sum.hash.getValue(), sum.revision, sum.keys, reader.sizeBytes());
  }

  private static final class Summing {
    final CRC32C hash = new CRC32C();
    boolean isRevisions;
    long revision;
    long keys;

    void add(byte[] key, byte[] value) throws IOException {
      hash.update(key);
      hash.update(value);
      keys++;
      if (isRevisions) {
        revision = EtcdBuckets.revision(key).revision().main();
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
