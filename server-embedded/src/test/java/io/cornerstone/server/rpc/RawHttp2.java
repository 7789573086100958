package io.cornerstone.server.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/** Frames of HTTP/2 by hand, for what no client library does. */
public final class RawHttp2 implements AutoCloseable {
  public static final int TYPE_HEADERS = 1;
  public static final int TYPE_RST_STREAM = 3;
  public static final int TYPE_SETTINGS = 4;
  public static final int TYPE_PING = 6;
  public static final int TYPE_GOAWAY = 7;

  private static final int END_HEADERS = 4;
  private static final int TIMEOUT_MILLIS = 30_000; // gRPC pings no sooner than after ten seconds.

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;

  /** A frame as it came. */
  public record Frame(int type, int stream, byte[] payload) {}

  public RawHttp2(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    out = new DataOutputStream(socket.getOutputStream());
    in = new DataInputStream(socket.getInputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    write(TYPE_SETTINGS, 0, 0, new byte[0]);
  }

  public void ping(byte[] payload) throws IOException {
    write(TYPE_PING, 0, 0, payload);
  }

  /** Begins a call on a stream, whose number is odd and larger than all before. */
  public void call(int stream, String path) throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    headers.write(0x83); // :method POST, by its number in HPACK's table.
    headers.write(0x86); // :scheme http.
    header(headers, 4, path); // :path.
    header(headers, 1, "a"); // :authority.
    headers.write(0x0f);
    header(headers, 31 - 15, "application/grpc"); // content-type.
    headers.write(0);
    text(headers, "te");
    text(headers, "trailers");
    write(TYPE_HEADERS, END_HEADERS, stream, headers.toByteArray());
  }

  private static void header(ByteArrayOutputStream headers, int name, String value) {
    headers.write(name);
    text(headers, value);
  }

  private static void text(ByteArrayOutputStream headers, String text) {
    headers.write(text.length());
    headers.writeBytes(text.getBytes(US_ASCII));
  }

  private void write(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeShort(payload.length >> 8);
    out.writeByte(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    out.flush();
  }

  /** The next frame of a type; others are passed over. */
  public Frame next(int type) throws IOException {
    while (true) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int found = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (found == type) {
        return new Frame(found, stream, payload);
      }
    }
  }

  /**
   * Reads until the server closes, which fails if nothing comes for as long as a frame may take.
   */
  public void awaitEnd() throws IOException {
    in.readAllBytes();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
