package io.cornerstone.server.rpc;

import static io.cornerstone.server.rpc.RpcFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.env.Clock;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowCallsTest {
  /** Each look at it moves it on, so that a call takes one step. */
  private static final class SteppingClock implements Clock {
    private final AtomicLong nanos = new AtomicLong();
    volatile Duration step = Duration.ZERO;

    @Override
    public long monotonicNanos() {
      return nanos.getAndAdd(step.toNanos());
    }

    @Override
    public long wallMillis() {
      return 0;
    }
  }

  private final FakeMember member = new FakeMember();
  private final SteppingClock clock = new SteppingClock();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Server server;
  private final ManagedChannel channel;
  private final KVGrpc.KVBlockingStub kv;

  SlowCallsTest() throws IOException {
    SlowCalls slow = new SlowCalls(member, clock, Duration.ofMillis(300), warnings::add);
    KvService service = new KvService(member, new Proposals(member));
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .directExecutor()
            .addService(ServerInterceptors.intercept(service, slow))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    kv = KVGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
    member.close();
  }

  private void put(String key, String value) {
    assertThat(kv.put(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build()))
        .isNotNull();
  }

  @Test
  void fastCallsAreNotWarnedOf() {
    clock.step = Duration.ofMillis(300);
    put("key", "value");
    assertThat(warnings).isEmpty();
  }

  @Test
  void slowCallsAreWarnedOfWithoutKeysAndValues() {
    clock.step = Duration.ofMillis(301);
    put("secret-key", "secret-value");
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .contains("method=etcdserverpb.KV/Put", "took=301ms", "expected=300ms", "code=OK")
        .contains("reason=\"a slow disk, network or processor\"")
        .doesNotContain("secret");
  }

  @Test
  void theReasonIsThatNobodyLeads() {
    clock.step = Duration.ofSeconds(2);
    member.leader = 0;
    put("key", "value");
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains("reason=\"no leader\"", "took=2000ms");
  }

  @Test
  void theReasonIsALargeAnswer() {
    put("key", "v".repeat(1 << 20));
    clock.step = Duration.ofSeconds(1);
    assertThat(kv.range(RangeRequest.newBuilder().setKey(bytes("key")).build()).getCount())
        .isEqualTo(1);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains("reason=\"a large answer\"");
  }
}
