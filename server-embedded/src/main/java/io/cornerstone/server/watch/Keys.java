package io.cornerstone.server.watch;

import com.google.protobuf.ByteString;

/** The order of keys. */
final class Keys {
  private Keys() {}

  /** Compares as unsigned bytes, the shorter one first if it is a prefix of the other. */
  static int compare(ByteString left, ByteString right) {
    int shared = Math.min(left.size(), right.size());
    for (int i = 0; i < shared; i++) {
      int order = (left.byteAt(i) & 0xff) - (right.byteAt(i) & 0xff);
      if (order != 0) {
        return order;
      }
    }
    return left.size() - right.size();
  }
}
