package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;

/**
 * What travels in the log: the client's request, as bytes, in a small envelope.
 *
 * @param requestId finds the waiting caller on the member where the request arrived; unique in the
 *     cluster
 */
public record Command(long requestId, CommandKind kind, Identity identity, ByteString payload) {
  /** The bytes for the log. */
  public ByteString encode() {
    throw new IllegalStateException();
  }

  /** Reads what {@link #encode} wrote. */
  public static Command decode(ByteString bytes) {
    throw new IllegalStateException();
  }
}
