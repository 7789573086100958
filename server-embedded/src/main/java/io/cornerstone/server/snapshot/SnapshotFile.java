package io.cornerstone.server.snapshot;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.DiskFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * A snapshot as it arrives, in a file of its own, so that nothing is made of it before its digest
 * was found right. The file needs no sync: it is read once, right away, and never after a restart.
 */
public final class SnapshotFile implements AutoCloseable {
  private static final int READ_BYTES = 256 << 10;

  private final Disk disk;
  private final Path path;
  private final DiskFile file;
  private final MessageDigest digest = Digests.sha256();
  private long size;

  private SnapshotFile(Disk disk, Path path, DiskFile file) {
    this.disk = disk;
    this.path = path;
    this.file = file;
  }

  /** Begins an empty file; one that is there is a leftover and is replaced. */
  public static SnapshotFile create(Disk disk, Path path) throws IOException {
    disk.delete(path);
    return new SnapshotFile(disk, path, disk.create(path));
  }

  public void append(ByteString chunk) throws IOException {
    for (ByteBuffer part : chunk.asReadOnlyByteBufferList()) {
      digest.update(part.duplicate());
      final int length = part.remaining();
      file.write(part, size);
      size += length;
    }
  }

  /**
   * @throws IOException if the bytes are not those that were sent
   */
  public void verify(ByteString expectedDigest) throws IOException {
    if (!ByteString.copyFrom(digest.digest()).equals(expectedDigest)) {
      throw new IOException("snapshot " + path + " does not have the digest it was sent with");
    }
  }

  /** The content from its beginning. */
  public InputStream read() {
    return new BufferedInputStream(new FileStream(), READ_BYTES);
  }

  public long size() {
    return size;
  }

  /** Closes and deletes the file. */
  @Override
  public void close() throws IOException {
    file.close();
    disk.delete(path);
  }

  private final class FileStream extends InputStream {
    private long position;

    @Override
    public int read() throws IOException {
      final byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      final int count = file.read(ByteBuffer.wrap(target, from, length), position);
      if (count == 0) {
        return -1;
      }
      position += count;
      return count;
    }
  }
}
