package io.cornerstone.server.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames of HTTP/2 by hand, as no client library pings as often as that. */
class PingRulesTest {
  private static final int TYPE_SETTINGS = 4;
  private static final int TYPE_PING = 6;
  private static final int TYPE_GOAWAY = 7;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final RpcFixture at = new RpcFixture();

  @AfterEach
  void close() {
    at.close();
  }

  private record Frame(int type, byte[] payload) {}

  @Test
  void whoPingsTooOftenIsSentAway() throws IOException {
    try (Socket socket = connect()) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      for (int i = 0; i < 10; i++) {
        writeFrame(out, TYPE_PING, new byte[8]);
      }
      Frame goAway = next(new DataInputStream(socket.getInputStream()), TYPE_GOAWAY);
      assertThat(goAway.payload()[7]).isEqualTo((byte) ENHANCE_YOUR_CALM);
      assertThat(new String(goAway.payload(), 8, goAway.payload().length - 8, US_ASCII))
          .isEqualTo("too_many_pings");
    }
  }

  @Test
  void aPingNowAndThenIsAnswered() throws IOException {
    try (Socket socket = connect()) {
      byte[] payload = "12345678".getBytes(US_ASCII);
      writeFrame(new DataOutputStream(socket.getOutputStream()), TYPE_PING, payload);
      Frame answer = next(new DataInputStream(socket.getInputStream()), TYPE_PING);
      assertThat(answer.payload()).isEqualTo(payload);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", at.port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    writeFrame(out, TYPE_SETTINGS, new byte[0]);
    return socket;
  }

  private static void writeFrame(DataOutputStream out, int type, byte[] payload)
      throws IOException {
    out.writeShort(payload.length >> 8);
    out.writeByte(payload.length);
    out.writeByte(type);
    out.writeByte(0); // Flags.
    out.writeInt(0); // The connection itself.
    out.write(payload);
    out.flush();
  }

  /** The next frame of a type; others are passed over. */
  private static Frame next(DataInputStream in, int type) throws IOException {
    while (true) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int found = in.readUnsignedByte();
      in.readUnsignedByte();
      in.readInt();
      byte[] payload = in.readNBytes(length);
      if (found == type) {
        return new Frame(found, payload);
      }
    }
  }
}
