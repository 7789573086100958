package io.cornerstone.server.backup;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/** Where this server's store keeps its small maps, and how numbers are written there. */
final class StateNames {
  static final String ALARM = "alarm";
  static final String LEASE = "lease";
  static final String MEMBERS = "members";
  static final String META = "meta";
  static final ByteString COMPACT_REVISION = ByteString.copyFromUtf8("compactRevision");

  private StateNames() {}

  static long number(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().getLong();
  }

  static ByteString bytes(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
