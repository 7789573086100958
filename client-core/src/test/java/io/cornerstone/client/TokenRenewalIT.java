package io.cornerstone.client;

import static io.cornerstone.client.LiveClientContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.fake.FakeEtcd;
import io.cornerstone.client.fake.FakeWatchStore;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens that are replaced before they end. */
@Timeout(60)
class TokenRenewalIT {
  private static final Bytes KEY = Bytes.of("k");
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final FakeWatchStore store = new FakeWatchStore();
  private final FakeEtcd etcd = new FakeEtcd(store);

  @AfterEach
  void close() {
    etcd.close();
  }

  @Test
  void aJwtIsRenewedBeforeItEndsAndStreamsGetTheFreshOne() {
    etcd.tokens = TokenRenewalIT::jwt;
    try (Client client = Client.connect(config())) {
      Events events = new Events();
      await(client.watch().listen(events).created());
      for (int i = 0; i < 3; i++) {
        int before = etcd.logins.get();
        store.put(String.valueOf(i));
        Eventually.holds(() -> etcd.logins.get() > before);
      }
      Eventually.holds(() -> store.opened() >= 3);
      store.put("3");
      events.awaitCount(4);
      assertThat(events.values()).containsExactly("0", "1", "2", "3");
      assertThat(await(client.diagnose()).endpoints().get(0).failures()).isZero();
      await(client.kv().get(KEY));
      assertThat(claims(lastToken())).contains("anna").doesNotContain("\"n\":1,");
    }
  }

  @Test
  void anOpaqueTokenIsRenewedIfTheUserSaysHowLongItLives() {
    etcd.tokens = number -> "token." + number;
    try (Client client = Client.connect(config().withTokenTtl(Duration.ofSeconds(2)))) {
      await(client.kv().get(KEY));
      assertThat(lastToken()).isEqualTo("token.1");
      Eventually.holds(() -> etcd.logins.get() >= 2);
      Eventually.holds(
          () -> {
            await(client.kv().get(KEY));
            return !Objects.equals(lastToken(), "token.1");
          });
    }
  }

  @Test
  void anOpaqueTokenIsKeptOtherwise() {
    etcd.tokens = number -> "token." + number;
    try (Client client = Client.connect(config())) {
      List<?> answers =
          IntStream.range(0, 50)
              .mapToObj(i -> client.kv().get(KEY))
              .map(LiveClientContract::await)
              .toList();
      assertThat(answers).hasSize(50);
      assertThat(etcd.logins).hasValue(1);
    }
  }

  /** Of a whole second: the last that is given may end at once, as far as the client can tell. */
  private static String jwt(int number) {
    long exp = Clock.systemUTC().instant().getEpochSecond() + 3;
    String claims = "{\"username\":\"anna\",\"n\":%d,\"exp\":%d}".formatted(number, exp);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return "e30." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
  }

  private static String claims(String token) {
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return new String(claims, StandardCharsets.UTF_8);
  }

  private String lastToken() {
    return String.valueOf(etcd.headers.get(etcd.headers.size() - 1).get(TOKEN));
  }

  private ClientConfig config() {
    return ClientConfig.DEFAULT
        .withEndpoints(List.of(etcd.endpoint()))
        .withCredentials(new Credentials("anna", "secret"));
  }
}
