package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member on real ports and files. */
class OneMemberIT {
  @TempDir private Path temp;

  @Test
  void writesAndReads() {
    try (EmbeddedServer server = EmbeddedServer.start(ServerConfig.builder().build());
        ClientStub client = new ClientStub(server.clientUrls().get(0))) {
      assertThat(client.put("a", "1").getHeader().getRevision()).isEqualTo(2);
      assertThat(client.get("a")).contains("1");
      assertThat(client.getHere("a")).contains("1");
      assertThat(client.get("b")).isEmpty();
      assertThat(client.put("a", "2").getHeader().getMemberId()).isEqualTo(server.memberId());
      assertThat(server.isLeader()).isTrue();
    }
  }

  @Test
  void acknowledgesItsFirstWriteWithinASecond() {
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < 20 && best.compareTo(Duration.ofSeconds(1)) >= 0; i++) {
      final StopWatch watch = StopWatch.start();
      try (EmbeddedServer server = EmbeddedServer.start(ServerConfig.builder().build());
          ClientStub client = new ClientStub(server.clientUrls().get(0))) {
        client.put("a", "1");
        best = best.compareTo(watch.elapsed()) < 0 ? best : watch.elapsed();
      }
    }
    assertThat(best).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void temporaryDataIsGoneAfterClose() {
    final EmbeddedServer server = EmbeddedServer.start(ServerConfig.builder().build());
    assertThat(server.dataDir()).exists();
    server.close();
    assertThat(server.dataDir()).doesNotExist();
    assertThat(server.stopped()).isCompleted();
    server.close();
  }

  @Test
  void keepsEverythingOverClose() {
    try (EmbeddedServer server = start("one");
        ClientStub client = new ClientStub(server.clientUrls().get(0))) {
      client.put("a", "1");
      client.put("b", "2");
    }
    try (EmbeddedServer server = start("one");
        ClientStub client = new ClientStub(server.clientUrls().get(0))) {
      assertThat(client.get("a")).contains("1");
      assertThat(client.put("b", "3").getHeader().getRevision()).isEqualTo(4);
    }
  }

  @Test
  void keepsEverythingAcknowledgedOverKill() {
    for (int life = 0; life < 4; life++) {
      final EmbeddedServer server = start("one");
      try (ClientStub client = new ClientStub(server.clientUrls().get(0))) {
        for (int earlier = 0; earlier < life; earlier++) {
          assertThat(client.get("life-" + earlier)).contains("done");
        }
        for (int i = 0; i < 50; i++) {
          client.put("k" + i, "v" + life);
        }
        client.put("life-" + life, "done");
      }
      server.kill();
      assertThat(server.stopped()).isCompleted();
    }
  }

  @Test
  void cutsItsLogAndStartsFromTheCut() {
    final ServerConfig config =
        ServerConfig.builder()
            .dataDir(temp.resolve("cut"))
            .snapshotCount(50)
            .snapshotCatchUpEntries(10)
            .build();
    for (int life = 0; life < 3; life++) {
      final EmbeddedServer server = EmbeddedServer.start(config);
      try (ClientStub client = new ClientStub(server.clientUrls().get(0))) {
        // The end of the log is committed once the member leads, which it does when this is done.
        Waits.until("published", () -> server.ready().isDone());
        assertThat(client.countHere("k")).isEqualTo(life * 200L);
        for (int i = 0; i < 200; i++) {
          client.put("k-" + life + "-" + i, "v");
        }
      }
      server.kill();
    }
  }

  @Test
  void watchesFromThePastAndOn() throws InterruptedException {
    try (EmbeddedServer server = EmbeddedServer.start(ServerConfig.builder().build());
        ClientStub client = new ClientStub(server.clientUrls().get(0))) {
      client.put("w/1", "a");
      final BlockingQueue<WatchResponse> responses = client.watch("w/", 2);
      client.put("w/2", "b");
      client.put("x", "c");
      client.put("w/3", "d");
      final List<String> seen = new ArrayList<>();
      while (seen.size() < 3) {
        final WatchResponse response = responses.poll(10, TimeUnit.SECONDS);
        assertThat(response).isNotNull();
        for (Event event : response.getEventsList()) {
          seen.add(event.getKv().getKey().toStringUtf8());
        }
      }
      assertThat(seen).containsExactly("w/1", "w/2", "w/3");
    }
  }

  @Test
  void leasesExpireAndAreKeptAlive() {
    try (EmbeddedServer server = EmbeddedServer.start(ServerConfig.builder().build());
        ClientStub client = new ClientStub(server.clientUrls().get(0))) {
      final long shortLived = client.grant(5).getID();
      final long longLived = client.grant(600).getID();
      client.put("short", "1", shortLived);
      client.put("long", "1", longLived);
      assertThat(client.keepAlive(longLived).getTTL()).isEqualTo(600);
      assertThat(client.timeToLive(longLived).getTTL()).isBetween(590L, 600L);
      assertThat(client.timeToLive(longLived).getKeysList())
          .containsExactly(ClientStub.bytes("long"));
      Waits.until("expiry", () -> client.get("short").isEmpty());
      assertThat(client.get("long")).contains("1");
      assertThat(client.timeToLive(shortLived).getTTL()).isEqualTo(-1);
      assertThat(client.keepAlive(shortLived).getTTL()).isZero();
    }
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      final URI url = URI.create("http://127.0.0.1:" + taken.getLocalPort());
      final Path dataDir = temp.resolve("unused");
      assertThatThrownBy(
              () ->
                  EmbeddedServer.start(
                      ServerConfig.builder()
                          .dataDir(dataDir)
                          .listenClientUrls(List.of(url))
                          .build()))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining(url.toString())
          .hasMessageNotContaining("\n");
      assertThat(dataDir).doesNotExist();
    }
  }

  @Test
  void aDataDirectoryServesOneMemberAtATime() {
    try (EmbeddedServer first = start("one")) {
      assertThatThrownBy(() -> start("one"))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining(first.dataDir().toString());
    }
    start("one").close();
  }

  @Test
  void dataDecidesWhichClusterItIsWhateverTheConfigurationSays() throws IOException {
    final Path dataDir = temp.resolve("token");
    final URI peer = URI.create("http://127.0.0.1:" + FreePorts.one());
    final ServerConfig.Builder config =
        ServerConfig.builder()
            .dataDir(dataDir)
            .listenPeerUrls(List.of(peer))
            .initialCluster(java.util.Map.of("default", List.of(peer)));
    final long clusterId;
    try (EmbeddedServer first = EmbeddedServer.start(config.build())) {
      clusterId = first.clusterId();
    }
    try (EmbeddedServer again = EmbeddedServer.start(config.initialClusterToken("other").build())) {
      assertThat(again.clusterId()).isEqualTo(clusterId);
    }
  }

  @Test
  void aDamagedLogIsRefused() throws IOException {
    try (EmbeddedServer server = start("one");
        ClientStub client = new ClientStub(server.clientUrls().get(0))) {
      for (int i = 0; i < 100; i++) {
        client.put("k" + i, "some value");
      }
    }
    final Path wal = temp.resolve("one").resolve("member").resolve("wal");
    final Path segment;
    try (var files = Files.list(wal)) {
      segment = files.sorted().findFirst().orElseThrow();
    }
    final byte[] content = Files.readAllBytes(segment);
    content[written(content) / 2] ^= 0x10;
    Files.write(segment, content);
    assertThatThrownBy(() -> start("one"))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining(segment.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void aStopLeavesNoThread() {
    final Set<String> before = threads();
    final EmbeddedServer server =
        EmbeddedServer.start(ServerConfig.builder().name("traceless").build());
    Waits.get(server.ready(), Duration.ofSeconds(10));
    server.close();
    assertThat(threads().stream().filter(OneMemberIT::isOwn)).isEmpty();
    // A thread of Netty ends just after it has said so; what gRPC shares between all servers of a
    // JVM ends a second after the last one.
    Waits.until("threads end", () -> before.containsAll(threads()));
  }

  private EmbeddedServer start(String directory) {
    return EmbeddedServer.start(ServerConfig.builder().dataDir(temp.resolve(directory)).build());
  }

  /** A thread that close waits for itself. */
  private static boolean isOwn(String thread) {
    return thread.contains("traceless") && !thread.startsWith("socket-");
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }

  /** Where the zeros of a preallocated file begin. */
  private static int written(byte[] content) {
    int end = content.length;
    while (content[end - 1] == 0) {
      end--;
    }
    return end;
  }
}
