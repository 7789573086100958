package io.cornerstone.client.fake;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback that knows what it is told, and that no other names exist. */
public final class FakeDns implements AutoCloseable {
  private static final int A = 1;
  private static final int SRV = 33;
  private static final int NO_SUCH_NAME = 3;

  public final AtomicInteger questions = new AtomicInteger();
  private final Map<String, List<byte[]>> records = new ConcurrentHashMap<>();
  private final DatagramSocket socket;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  public FakeDns() {
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.execute(this::serve);
  }

  /** For endpoints: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** A name has these addresses of IPv4 from now on. */
  public void host(String name, String... addresses) {
    records.put(key(name, A), List.of(addresses).stream().map(FakeDns::bytes).toList());
  }

  /** A name announces these ports of a host from now on. */
  public void service(String name, String host, int... ports) {
    records.put(
        key(name, SRV), java.util.Arrays.stream(ports).mapToObj(p -> srv(host, p)).toList());
  }

  @Override
  public void close() {
    socket.close();
    thread.shutdownNow();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        questions.incrementAndGet();
        byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  /** RFC 1035, 4.1: the header, the question as it came, and the answers. */
  private byte[] answer(ByteBuffer question) throws IOException {
    final short id = question.getShort();
    question.position(12);
    StringBuilder name = new StringBuilder();
    for (int length = question.get(); length > 0; length = question.get()) {
      byte[] label = new byte[length];
      question.get(label);
      name.append(new String(label, StandardCharsets.US_ASCII)).append('.');
    }
    int type = question.getShort();
    question.getShort();
    List<byte[]> found = records.getOrDefault(key(name.toString(), type), List.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(0x8180 | (found.isEmpty() ? NO_SUCH_NAME : 0));
    out.writeShort(1);
    out.writeShort(found.size());
    out.writeInt(0);
    out.write(question.array(), 12, question.position() - 12);
    for (byte[] record : found) {
      out.writeShort(0xC00C); // The name of the question.
      out.writeShort(type);
      out.writeShort(1);
      out.writeInt(1);
      out.writeShort(record.length);
      out.write(record);
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] srv(String host, int port) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0);
      out.writeShort(port);
      for (String label : host.split("\\.", -1)) {
        out.writeByte(label.length());
        out.write(label.getBytes(StandardCharsets.US_ASCII));
      }
      out.writeByte(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String key(String name, int type) {
    return (name.endsWith(".") ? name : name + ".") + type;
  }
}
