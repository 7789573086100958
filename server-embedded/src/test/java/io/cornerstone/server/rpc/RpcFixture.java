package io.cornerstone.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.server.env.SystemClock;
import io.cornerstone.server.metrics.ServerMetrics;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A fake member behind a real port, and a connection to it. */
final class RpcFixture implements AutoCloseable {
  final FakeMember member = new FakeMember();
  private final Server server;
  final ManagedChannel channel;

  RpcFixture() {
    NettyServerBuilder builder =
        RpcServices.configure(
            NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)),
            member.limits().requestBytesMax());
    ServerMetrics metrics = new ServerMetrics(new SystemClock(), false);
    RpcServices.all(member, Duration.ofSeconds(1), metrics.calls()).forEach(builder::addService);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  int port() {
    return server.getPort();
  }

  KVGrpc.KVBlockingStub kv() {
    return KVGrpc.newBlockingStub(channel);
  }

  void put(String key, String value) {
    kv().put(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build());
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /** The stub of a client that wants a leader or nothing. */
  static <S extends AbstractStub<S>> S requiringLeader(S stub) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  static void assertRefused(
      EtcdError error, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertIs(error, catchThrowableOfType(StatusRuntimeException.class, call));
  }

  static void assertIs(EtcdError error, StatusRuntimeException refusal) {
    assertThat(refusal).as("refused with %s", error).isNotNull();
    assertThat(refusal.getStatus().getDescription()).isEqualTo(error.message());
    assertThat(refusal.getStatus().getCode().value()).isEqualTo(error.wireCode().number());
  }

  static void assertHeader(ResponseHeader header, long revision) {
    assertThat(header.getClusterId()).isEqualTo(FakeMember.CLUSTER_ID);
    assertThat(header.getMemberId()).isEqualTo(FakeMember.MEMBER_ID);
    assertThat(header.getRaftTerm()).isEqualTo(FakeMember.TERM);
    assertThat(header.getRevision()).isEqualTo(revision);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    member.close();
  }
}
