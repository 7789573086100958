package io.cornerstone.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Members that meet in a registry, which is a member of another cluster. */
class RegistryDiscoveryIT {
  private static final long TIMEOUT_SECONDS = 20;

  private static EmbeddedServer registry;

  @BeforeAll
  static void start() throws Exception {
    registry = EmbeddedServer.start(ServerConfig.builder().build());
    registry.ready().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  private static RegistryDiscovery discovery(String token) {
    return discovery(token, List.of(registry.clientUrls().get(0).toString()));
  }

  private static RegistryDiscovery discovery(String token, List<String> endpoints) {
    return new RegistryDiscovery(
        RegistrySettings.of(endpoints, token), length -> LockSupport.parkNanos(1_000_000));
  }

  private static void put(String key, String value) {
    URI url = registry.clientUrls().get(0);
    ManagedChannel channel =
        Grpc.newChannelBuilder(url.getAuthority(), InsecureChannelCredentials.create()).build();
    try {
      KVGrpc.newBlockingStub(channel)
          .put(
              PutRequest.newBuilder()
                  .setKey(ByteString.copyFromUtf8(key))
                  .setValue(ByteString.copyFromUtf8(value))
                  .build());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void membersThatCameInTimeAreTheClusterAndTheNextIsRefused() throws Exception {
    put("/_etcd/registry/three/_config/size", "3");
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Callable<String>> joins = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        int id = i;
        joins.add(() -> discovery("three").join(id, "m" + id + "=http://127.0.0.1:" + id));
      }
      for (Future<String> cluster : threads.invokeAll(joins, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        assertThat(cluster.get().split(","))
            .containsExactlyInAnyOrder(
                "m1=http://127.0.0.1:1", "m2=http://127.0.0.1:2", "m3=http://127.0.0.1:3");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThatThrownBy(() -> discovery("three").join(4, "m4=http://127.0.0.1:4"))
        .isInstanceOf(IOException.class)
        .hasMessage("discovery: cluster is full");
    assertThat(discovery("three").join(2, "m2=http://127.0.0.1:2"))
        .as("a member that comes again")
        .contains("m3=");
  }

  @Test
  void aRegistryThatDoesNotKnowTheClusterIsToldInEtcdsWords() {
    assertThatThrownBy(() -> discovery("unknown").join(1, "m=http://127.0.0.1:1"))
        .hasMessage("discovery: size key not found");
    for (String size : List.of("0", "-1", "three", "", "99999999999")) {
      put("/_etcd/registry/bad/_config/size", size);
      assertThatThrownBy(() -> discovery("bad").join(1, "m=http://127.0.0.1:1"))
          .as(size)
          .hasMessage("discovery: size key is bad");
    }
  }

  @Test
  void entriesThatAreNoMembersDoNotCount() throws IOException {
    put("/_etcd/registry/one/_config/size", "1");
    put("/_etcd/registry/one/members/77", "nonsense");
    assertThat(discovery("one").join(255, "m=http://127.0.0.1:1"))
        .isEqualTo("m=http://127.0.0.1:1");
  }

  @Test
  void anEndpointThatDoesNotAnswerIsPassedOver() throws IOException {
    put("/_etcd/registry/second/_config/size", "1");
    List<String> endpoints =
        List.of("http://127.0.0.1:1", registry.clientUrls().get(0).getAuthority());
    assertThat(discovery("second", endpoints).join(1, "m=http://127.0.0.1:1"))
        .isEqualTo("m=http://127.0.0.1:1");
  }

  @Test
  void aRegistryThatDoesNotAnswerIsAskedAgainLessAndLessOften() {
    List<Duration> pauses = new CopyOnWriteArrayList<>();
    RegistryDiscovery discovery =
        new RegistryDiscovery(
            RegistrySettings.of(List.of("127.0.0.1:1"), "t"),
            length -> {
              pauses.add(length);
              if (pauses.size() == 7) {
                throw new IllegalStateException("enough");
              }
            });
    assertThatThrownBy(() -> discovery.join(1, "m=http://127.0.0.1:1")).hasMessage("enough");
    assertThat(pauses.stream().map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }
}
