package io.cornerstone.server.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A name server on a loopback port that knows SRV records only. */
public final class FakeDns implements AutoCloseable {
  private static final int SRV = 33;
  private static final int INTERNET = 1;
  private static final int NO_SUCH_NAME = 0x8583;
  private static final int ANSWER = 0x8580;

  private final DatagramSocket socket;
  private final Map<String, List<SrvLookup.Target>> records;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  public FakeDns(Map<String, List<SrvLookup.Target>> records) throws SocketException {
    this.records = records;
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    thread.execute(this::serve);
  }

  public String url() {
    return "dns://127.0.0.1:" + socket.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        socket.receive(packet);
        byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /** Header, the question again, then the records, whose names point at the question's. */
  private byte[] answer(ByteBuffer query) throws IOException {
    int id = query.getShort(0);
    query.position(12);
    StringBuilder name = new StringBuilder();
    for (int length = query.get(); length > 0; length = query.get()) {
      byte[] label = new byte[length];
      query.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    List<SrvLookup.Target> found =
        query.getShort() == SRV
            ? records.getOrDefault(name.toString().toLowerCase(Locale.ROOT), List.of())
            : List.of();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int field :
        new int[] {id, found.isEmpty() ? NO_SUCH_NAME : ANSWER, 1, found.size(), 0, 0}) {
      out.writeShort(field);
    }
    out.write(query.array(), 12, query.position() - 12);
    out.writeShort(INTERNET);
    for (SrvLookup.Target target : found) {
      out.writeShort(0xC00C);
      out.writeShort(SRV);
      out.writeShort(INTERNET);
      out.writeInt(60);
      byte[] host = name(target.target());
      out.writeShort(6 + host.length);
      out.writeShort(0);
      out.writeShort(0);
      out.writeShort(target.port());
      out.write(host);
    }
    return bytes.toByteArray();
  }

  private static byte[] name(String host) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String label : host.split("\\.")) {
      bytes.write(label.length());
      bytes.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
    thread.shutdownNow();
  }
}
