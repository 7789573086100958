package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What travels in the log: the client's request, as bytes, in a small envelope.
 *
 * <p>The envelope: one byte format version (1), kind (varint), request id (8 bytes, little endian),
 * user (varint length, UTF-8), auth revision (varint); the payload is the rest.
 *
 * @param requestId finds the waiting caller on the member where the request arrived; unique in the
 *     cluster
 * @param payload the request message's own encoding
 */
public record Command(long requestId, CommandKind kind, Identity identity, ByteString payload) {
  private static final byte VERSION = 1;

  /** The bytes for the log. */
  public ByteString encode() {
    final byte[] encoded = new byte[envelopeBytes() + payload.size()];
    final CodedOutputStream out = CodedOutputStream.newInstance(encoded);
    try {
      out.write(VERSION);
      out.writeUInt32NoTag(kind.number());
      out.writeFixed64NoTag(requestId);
      out.writeStringNoTag(identity.user());
      out.writeUInt64NoTag(identity.authRevision());
    } catch (IOException e) {
      throw new UncheckedIOException("writing into an array of the right size", e);
    }
    payload.copyTo(encoded, out.getTotalBytesWritten());
    return UnsafeByteOperations.unsafeWrap(encoded); // Nobody else has the array.
  }

  private int envelopeBytes() {
    return 1
        + CodedOutputStream.computeUInt32SizeNoTag(kind.number())
        + Long.BYTES
        + CodedOutputStream.computeStringSizeNoTag(identity.user())
        + CodedOutputStream.computeUInt64SizeNoTag(identity.authRevision());
  }

  /**
   * Reads what {@link #encode} wrote. The payload shares the memory of {@code bytes}.
   *
   * @throws MalformedCommandException if it is something else
   */
  public static Command decode(ByteString bytes) {
    if (bytes.isEmpty() || bytes.byteAt(0) != VERSION) {
      throw new MalformedCommandException(
          bytes.isEmpty() ? "no bytes" : "format version " + bytes.byteAt(0));
    }
    try {
      return decodeEnvelope(bytes.substring(1));
    } catch (IOException e) {
      throw new MalformedCommandException("broken envelope", e);
    }
  }

  private static Command decodeEnvelope(ByteString bytes) throws IOException {
    final CodedInputStream in = bytes.newCodedInput();
    final int number = in.readUInt32();
    final CommandKind kind =
        CommandKind.forNumber(number)
            .orElseThrow(() -> new MalformedCommandException("unknown kind " + number));
    final long requestId = in.readFixed64();
    final Identity identity = new Identity(in.readStringRequireUtf8(), in.readUInt64());
    return new Command(requestId, kind, identity, bytes.substring(in.getTotalBytesRead()));
  }
}
