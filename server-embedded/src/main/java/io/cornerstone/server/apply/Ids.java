package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/** Numbers as keys and values of state: 8 bytes, big endian, so that they sort as unsigned ones. */
final class Ids {
  private Ids() {}

  static ByteString encode(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }

  static long decode(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().getLong();
  }
}
