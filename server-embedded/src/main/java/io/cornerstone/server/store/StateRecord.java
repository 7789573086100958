package io.cornerstone.server.store;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One change of a small map. Payload: type (1), length of the bucket's name (4), the name, length
 * of the key (4), the key, and the value, which takes the rest.
 *
 * @param value null for a removal
 */
record StateRecord(String bucket, ByteString key, @Nullable ByteString value) {
  private static final int PREFIX = 1 + 4 + 4;

  /** The whole record. */
  byte[] encode() {
    byte[] name = bucket.getBytes(StandardCharsets.UTF_8);
    int valueBytes = value == null ? 0 : value.size();
    byte[] bytes = new byte[Records.FRAME + PREFIX + name.length + key.size() + valueBytes];
    ByteBuffer out = ByteBuffer.wrap(bytes).position(Records.FRAME);
    out.put(value == null ? Records.STATE_REMOVE : Records.STATE_PUT);
    out.putInt(name.length).put(name);
    out.putInt(key.size());
    key.copyTo(out);
    if (value != null) {
      value.copyTo(out);
    }
    Records.seal(bytes, 0, bytes.length);
    return bytes;
  }

  /** Reads a sound record of one of the two types; null if its lengths make no sense. */
  static @Nullable StateRecord decode(byte[] bytes, int at, int length) {
    ByteBuffer in = ByteBuffer.wrap(bytes, at + Records.FRAME, length - Records.FRAME);
    if (in.remaining() < PREFIX) {
      return null;
    }
    boolean removal = in.get() == Records.STATE_REMOVE;
    ByteString name = take(in);
    ByteString key = name == null ? null : take(in);
    if (name == null || key == null) {
      return null;
    }
    return new StateRecord(name.toStringUtf8(), key, removal ? null : ByteString.copyFrom(in));
  }

  void applyTo(StateMaps maps) {
    if (value == null) {
      maps.remove(bucket, key);
    } else {
      maps.put(bucket, key, value);
    }
  }

  private static @Nullable ByteString take(ByteBuffer in) {
    int length = in.remaining() < 4 ? -1 : in.getInt();
    return length < 0 || length > in.remaining() ? null : ByteString.copyFrom(in, length);
  }
}
