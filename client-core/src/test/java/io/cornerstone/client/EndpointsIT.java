package io.cornerstone.client;

import static io.cornerstone.client.LiveClientContract.await;
import static io.cornerstone.client.LiveClientContract.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.fake.FakeDns;
import io.cornerstone.client.fake.FakeEtcd;
import io.cornerstone.client.kv.PutResult;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way to say where the members are, and what becomes of one that is slow. */
@Timeout(60)
class EndpointsIT {
  private static final Bytes KEY = Bytes.of("k");

  @Test
  void aUnixSocketServes(@TempDir Path directory) {
    assumeTrue(Epoll.isAvailable(), "no Unix sockets here");
    Path socket = directory.resolve("etcd:1");
    try (FakeEtcd etcd = FakeEtcd.at(socket);
        Client client = client("unix://" + socket)) {
      assertThat(await(client.kv().put(KEY, Bytes.EMPTY)).revision()).isEqualTo(7);
      assertThat(etcd.puts).hasValue(1);
      assertThat(await(client.diagnose()).endpoints().get(0).address())
          .isEqualTo("unix://" + socket);
    }
  }

  @Test
  void allAddressesOfANameServeInTurn() {
    try (FakeDns dns = new FakeDns();
        FakeEtcd one = new FakeEtcd();
        FakeEtcd two = FakeEtcd.at("127.0.0.2", one.port())) {
      dns.host("etcd.test", "127.0.0.1", "127.0.0.2");
      try (Client client = client("dns://" + dns.address() + "/etcd.test:" + one.port())) {
        for (int i = 0; i < 10; i++) {
          await(client.kv().put(KEY, Bytes.EMPTY));
        }
        assertThat(one.puts).hasValue(5);
        assertThat(two.puts).hasValue(5);
      }
    }
  }

  @Test
  void aNameThatMovesIsFollowedWhenItsMemberFails() {
    try (FakeDns dns = new FakeDns();
        FakeEtcd before = new FakeEtcd();
        FakeEtcd after = FakeEtcd.at("127.0.0.2", before.port())) {
      dns.host("etcd.test", "127.0.0.1");
      try (Client client = client("dns://" + dns.address() + "/etcd.test:" + before.port())) {
        await(client.kv().put(KEY, Bytes.EMPTY));
        dns.host("etcd.test", "127.0.0.2");
        before.close();
        await(client.kv().withTimeout(Duration.ofSeconds(18)).get(KEY));
        assertThat(after.gets).hasPositiveValue();
      }
    }
  }

  @Test
  void aDomainThatAnnouncesItsMembersIsFollowed() {
    try (FakeDns dns = new FakeDns();
        FakeEtcd one = new FakeEtcd();
        FakeEtcd two = new FakeEtcd()) {
      dns.service("_etcd-client._tcp.etcd.test", "localhost", one.port(), two.port());
      try (Client client = client("srv://" + dns.address() + "/etcd.test")) {
        for (int i = 0; i < 4; i++) {
          await(client.kv().put(KEY, Bytes.EMPTY));
        }
        assertThat(one.puts).hasValue(2);
        assertThat(two.puts).hasValue(2);
      }
    }
  }

  @Test
  void aCallWaitsForANameThatIsNotKnownYet() {
    try (FakeDns dns = new FakeDns();
        FakeEtcd etcd = new FakeEtcd();
        Client client = client("dns://" + dns.address() + "/late.test:" + etcd.port())) {
      EtcdException unknown =
          failure(client.kv().withTimeout(Duration.ofMillis(300)).get(KEY), EtcdException.class);
      assertThat(unknown).isNotInstanceOf(IndeterminateException.class);
      assertThat(unknown).hasMessageContaining("late.test");
      CompletableFuture<PutResult> put =
          client.kv().withTimeout(Duration.ofSeconds(20)).put(KEY, Bytes.EMPTY);
      Events events = new Events();
      CompletableFuture<?> created = client.watch().listen(events).created();
      assertThat(put).isNotDone();
      dns.host("late.test", "127.0.0.1");
      await(put);
      await(created);
      assertThat(etcd.puts).hasValue(1);
    }
  }

  @Test
  void aMemberThatMissesADeadlineGetsNoMoreWritesUntilItAnswersAQuestion() {
    try (FakeEtcd good = new FakeEtcd();
        FakeEtcd slow = new FakeEtcd();
        Client client = Client.connect(brief(good.endpoint(), slow.endpoint()))) {
      Eventually.holds(
          () -> {
            await(client.kv().get(KEY));
            return await(client.diagnose()).endpoints().stream()
                .allMatch(endpoint -> endpoint.isConnected() && !endpoint.isAvoided());
          });
      slow.onPut = (request, answer) -> {};
      slow.onGet = (request, answer) -> {};
      Eventually.holds(() -> slow.puts.get() > 0 || isDone(client));
      int missed = slow.puts.get();
      int asked = slow.gets.get();
      Eventually.holds(
          () -> {
            await(client.kv().put(KEY, Bytes.EMPTY));
            return slow.gets.get() > asked; // Asked by the client itself, in vain.
          });
      assertThat(slow.puts).hasValue(missed);
      slow.onPut = FakeEtcd::answer;
      slow.onGet = FakeEtcd::answer;
      Eventually.holds(
          () -> {
            await(client.kv().put(KEY, Bytes.EMPTY));
            return slow.puts.get() > missed;
          });
    }
  }

  /** One write to whose turn it is; false. */
  private static boolean isDone(Client client) {
    CompletableFuture<?> put = client.kv().withTimeout(Duration.ofSeconds(2)).put(KEY, Bytes.EMPTY);
    assertThat(put.handle((result, failure) -> true).join()).isTrue();
    return false;
  }

  /** The first connection of a busy machine takes its time. */
  private static Client client(String... endpoints) {
    return Client.connect(brief(endpoints).withConnectTimeout(Duration.ofSeconds(8)));
  }

  /** Such that a member that is silent is asked again and again. */
  private static ClientConfig brief(String... endpoints) {
    return ClientConfig.DEFAULT
        .withEndpoints(List.of(endpoints))
        .withConnectTimeout(Duration.ofMillis(500))
        .withCallTimeout(Duration.ofSeconds(10));
  }
}
