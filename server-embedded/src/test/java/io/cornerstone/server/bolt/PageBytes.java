package io.cornerstone.server.bolt;

import io.cornerstone.server.env.DiskFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Page files in memory: made from sorted maps, and read again. */
final class PageBytes {
  private PageBytes() {}

  static NavigableMap<byte[], byte[]> newBucket() {
    return new TreeMap<>(java.util.Arrays::compareUnsigned);
  }

  static byte[] write(NavigableMap<String, NavigableMap<byte[], byte[]>> buckets) {
    FileLayout layout = pass(BoltWriter.measuring(), buckets);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    pass(BoltWriter.writing(layout, file::writeBytes), buckets);
    if (file.size() != layout.sizeBytes()) {
      throw new AssertionError(file.size() + " bytes of " + layout.sizeBytes());
    }
    return file.toByteArray();
  }

  private static FileLayout pass(
      BoltWriter writer, NavigableMap<String, NavigableMap<byte[], byte[]>> buckets) {
    buckets.forEach(
        (name, entries) -> {
          writer.beginBucket();
          entries.forEach(writer::put);
          writer.endBucket(name);
        });
    return writer.finish();
  }

  static DiskFile file(byte[] content) {
    return new DiskFile() {
      @Override
      public void write(ByteBuffer source, long position) {
        throw new UnsupportedOperationException();
      }

      @Override
      public int read(ByteBuffer target, long position) {
        if (position >= content.length) {
          return 0;
        }
        int length = (int) Math.min(target.remaining(), content.length - position);
        target.put(content, (int) position, length);
        return length;
      }

      @Override
      public void sync() {}

      @Override
      public long size() {
        return content.length;
      }

      @Override
      public void truncate(long size) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    };
  }
}
