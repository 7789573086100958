package io.cornerstone.client;

import static io.cornerstone.client.LiveClientContract.await;
import static io.cornerstone.client.LiveClientContract.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.fake.FakeEtcd;
import io.cornerstone.client.fake.FakeWatchStore;
import io.cornerstone.client.fake.TcpTap;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Single calls to members that misbehave. */
@Timeout(60)
class CallFaultIT {
  private static final Bytes KEY = Bytes.of("k");

  private final FakeEtcd one = new FakeEtcd();
  private final FakeEtcd two = new FakeEtcd();

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void aReadGoesToAnotherMemberAfterUnavailable() {
    one.onGet = (request, answer) -> answer.onError(error(Status.UNAVAILABLE));
    two.onGet = one.onGet;
    try (Client client = client(one.endpoint(), two.endpoint())) {
      CompletableFuture<GetResult> get = client.kv().get(KEY);
      two.onGet = FakeEtcd::answer;
      assertThat(await(get).count()).isEqualTo(1);
    }
  }

  @Test
  void aReadSurvivesEveryPassingFailure() {
    one.onGet =
        (request, answer) -> {
          switch (one.gets.get()) {
            case 1 -> answer.onError(FakeEtcd.status(EtcdError.NO_LEADER).asRuntimeException());
            case 2 ->
                answer.onError(FakeEtcd.status(EtcdError.LEADER_CHANGED).asRuntimeException());
            case 3 -> answer.onError(FakeEtcd.status(EtcdError.TIMEOUT).asRuntimeException());
            default -> FakeEtcd.answer(request, answer);
          }
        };
    try (Client client = client(one.endpoint())) {
      assertThat(await(client.kv().get(KEY)).count()).isEqualTo(1);
      assertThat(one.gets).hasValue(4);
    }
  }

  @Test
  void aWriteThatMayHaveHappenedIsNeverSentAgain() {
    one.onPut = (request, answer) -> answer.onError(error(Status.UNAVAILABLE));
    two.onPut = one.onPut;
    try (Client client = client(one.endpoint(), two.endpoint())) {
      IndeterminateException failure =
          failure(client.kv().put(KEY, Bytes.EMPTY), IndeterminateException.class);
      assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
      assertThat(one.puts.get() + two.puts.get()).isEqualTo(1);
    }
  }

  @Test
  void aWriteIsIndeterminateWhenTheConnectionIsCutBehindIt() {
    try (TcpTap tap = new TcpTap(one.port());
        Client client = client(tap.endpoint(), tap.endpoint())) {
      one.onPut = (request, answer) -> tap.cut();
      failure(client.kv().put(KEY, Bytes.EMPTY), IndeterminateException.class);
      assertThat(one.puts).hasValue(1);
    }
  }

  @Test
  void aWriteThatNoMemberLookedAtIsSentAgain() {
    one.onPut =
        (request, answer) ->
            answer.onError(FakeEtcd.status(EtcdError.NO_LEADER).asRuntimeException());
    two.onPut = FakeEtcd::answer;
    try (Client client = client(one.endpoint(), two.endpoint())) {
      assertThat(await(client.kv().put(KEY, Bytes.EMPTY)).revision()).isEqualTo(7);
      assertThat(await(client.kv().put(KEY, Bytes.EMPTY)).revision()).isEqualTo(7);
      assertThat(await(client.kv().put(KEY, Bytes.EMPTY)).revision()).isEqualTo(7);
      assertThat(one.puts.get()).isLessThanOrEqualTo(1); // Passed over once it has said so.
    }
  }

  @Test
  void aWriteGoesPastARefusedConnection() {
    String dead = one.endpoint();
    one.close();
    try (Client client = client(dead, two.endpoint())) {
      for (int i = 0; i < 5; i++) {
        assertThat(await(client.kv().put(KEY, Bytes.EMPTY)).revision()).isEqualTo(7);
      }
      assertThat(two.puts).hasValue(5);
    }
  }

  @Test
  void aCallWaitsForAMemberThatComesBack() {
    int port = one.port();
    one.close();
    try (Client client = client("127.0.0.1:" + port)) {
      CompletableFuture<PutResult> put =
          client.kv().withTimeout(Duration.ofSeconds(20)).put(KEY, Bytes.EMPTY);
      Eventually.holds(() -> isUnavailable(client, "http://127.0.0.1:" + port));
      try (FakeEtcd back = new FakeEtcd(new FakeWatchStore(), port)) {
        assertThat(await(put).revision()).isEqualTo(7);
        assertThat(back.puts).hasValue(1);
      }
    }
  }

  @Test
  void anEndpointThatAcceptsAndIsSilentIsPassedOver() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Client client =
            Client.connect(
                config("127.0.0.1:" + mute.getLocalPort(), two.endpoint())
                    .withConnectTimeout(Duration.ofMillis(500)))) {
      for (int i = 0; i < 4; i++) {
        assertThat(await(client.kv().put(KEY, Bytes.EMPTY)).revision()).isEqualTo(7);
      }
      assertThat(two.puts).hasValue(4);
    }
  }

  @Test
  void aReadLeavesAConnectionThatTurnedIntoABlackHole() {
    try (TcpTap tap = new TcpTap(one.port());
        Client client = client(tap.endpoint(), two.endpoint())) {
      await(client.kv().get(KEY));
      await(client.kv().get(KEY)); // Both are connected.
      tap.swallow();
      for (int i = 0; i < 3; i++) {
        assertThat(await(client.kv().get(KEY)).count()).isEqualTo(1);
      }
      assertThat(one.gets.get()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void theDeadlineHoldsAndAWriteIsThenIndeterminate() {
    try (Client client = client(one.endpoint())) {
      await(client.kv().get(KEY)); // Connected, so that the calls below are sent.
      one.onPut = (request, answer) -> {};
      one.onGet = (request, answer) -> {};
      Duration soon = Duration.ofMillis(300);
      IndeterminateException put =
          failure(
              client.kv().withTimeout(soon).put(KEY, Bytes.EMPTY), IndeterminateException.class);
      assertThat(put.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
      EtcdException get = failure(client.kv().withTimeout(soon).get(KEY), EtcdException.class);
      assertThat(get.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
      assertThat(get).isNotInstanceOf(IndeterminateException.class);
    }
  }

  @Test
  void cancellingReachesTheServer() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    one.onPut = (request, answer) -> arrived.countDown();
    try (Client client = client(one.endpoint())) {
      CompletableFuture<PutResult> put = client.kv().put(KEY, Bytes.EMPTY);
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
      put.cancel(true);
      assertThat(one.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(put).isCancelled();
    }
  }

  @Test
  void givingUpByTimeoutReachesTheServerToo() throws Exception {
    try (Client client = client(one.endpoint())) {
      await(client.kv().get(KEY));
      one.onPut = (request, answer) -> {};
      CompletableFuture<PutResult> put =
          client.kv().put(KEY, Bytes.EMPTY).orTimeout(300, TimeUnit.MILLISECONDS);
      assertThat(one.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(put).isCompletedExceptionally();
    }
  }

  @Test
  void futuresCompleteOnTheSuppliedExecutor() {
    ExecutorService mine = Executors.newSingleThreadExecutor();
    try (Client client = Client.connect(config(one.endpoint()).withCallbackExecutor(mine))) {
      Thread expected = CompletableFuture.supplyAsync(Thread::currentThread, mine).join();
      CompletableFuture<Thread> ran =
          client.kv().get(KEY).thenApplyAsync(result -> Thread.currentThread());
      assertThat(await(ran)).isSameAs(expected);
      CountDownLatch hold = new CountDownLatch(1);
      mine.execute(() -> awaitLatch(hold));
      CompletableFuture<Thread> later =
          client.kv().get(KEY).thenApply(result -> Thread.currentThread());
      assertThat(later).isNotDone();
      hold.countDown();
      assertThat(await(later)).isSameAs(expected);
    } finally {
      mine.shutdown();
    }
  }

  @Test
  void anExecutorThatRejectsDoesNotMakeACallHang() {
    ExecutorService dead = Executors.newSingleThreadExecutor();
    dead.shutdown();
    try (Client client = Client.connect(config(one.endpoint()).withCallbackExecutor(dead))) {
      assertThat(await(client.kv().get(KEY)).count()).isEqualTo(1);
    }
  }

  @Test
  void closingFailsWhatIsInFlight() {
    one.onPut = (request, answer) -> {};
    Client client = client(one.endpoint());
    CompletableFuture<PutResult> put = client.kv().put(KEY, Bytes.EMPTY);
    client.close();
    client.close();
    failure(put, EtcdException.class);
    failure(client.kv().get(KEY), EtcdException.class);
  }

  /** Whether a short call says so. Its time may also end on the way to another attempt. */
  private static boolean isUnavailable(Client client, String endpoint) {
    EtcdException away =
        failure(client.kv().withTimeout(Duration.ofMillis(500)).get(KEY), EtcdException.class);
    assertThat(away.code()).isIn(StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED);
    return away.code() == StatusCode.UNAVAILABLE && away.toString().contains(endpoint);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException error(Status status) {
    return status.withDescription("made up").asRuntimeException();
  }

  private static ClientConfig config(String... endpoints) {
    return ClientConfig.DEFAULT.withEndpoints(List.of(endpoints));
  }

  private static Client client(String... endpoints) {
    return Client.connect(config(endpoints));
  }
}
