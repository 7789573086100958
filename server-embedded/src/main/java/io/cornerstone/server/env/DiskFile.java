package io.cornerstone.server.env;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file. Reads at a position may run on any thread; writes come from one thread. */
public interface DiskFile extends AutoCloseable {
  /**
   * Writes all remaining bytes of {@code source} at {@code position}, growing the file if needed.
   */
  void write(ByteBuffer source, long position) throws IOException;

  /**
   * Reads until {@code target} is full or the file ends.
   *
   * @return how many bytes were read; less than asked only at the end of the file, 0 beyond it
   */
  int read(ByteBuffer target, long position) throws IOException;

  /** Makes written bytes durable. A failed sync is never retried: the caller stops the member. */
  void sync() throws IOException;

  long size() throws IOException;

  /** Cuts the file to {@code size} bytes. */
  void truncate(long size) throws IOException;

  @Override
  void close() throws IOException;
}
