package io.cornerstone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientConfigTest {
  @Test
  void propertiesSayWhatABuilderSays() {
    ClientConfig read =
        ClientConfig.fromProperties(
            Map.of(
                "endpoints", "http://a:1, b:2",
                "user", "anna",
                "password", "se:cret",
                "call-timeout", "1500ms",
                "connect-timeout", "PT3S",
                "ping-interval", "1m",
                "backoff-first", "10ms"));
    assertThat(read.endpoints()).containsExactly("http://a:1", "b:2");
    assertThat(read.credentials()).contains(new Credentials("anna", "se:cret"));
    assertThat(read.callTimeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(read.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(read.pingInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(read.pingTimeout()).isEqualTo(ClientConfig.DEFAULT.pingTimeout());
    assertThat(read.backoff().first()).isEqualTo(Duration.ofMillis(10));
    assertThat(read.backoff().max()).isEqualTo(ClientConfig.Backoff.DEFAULT.max());
    assertThat(read.toBuilder().build().callTimeout()).isEqualTo(read.callTimeout());
  }

  @Test
  void theEnvironmentIsThatOfEtcdctl() {
    ClientConfig read =
        ClientConfig.fromEnvironment(
            Map.of(
                "ETCDCTL_ENDPOINTS", "a:1",
                "ETCDCTL_USER", "anna:se:cret",
                "ETCDCTL_DIAL_TIMEOUT", "4s",
                "ETCDCTL_CACERT", "/ca.pem",
                "HOME", "/root"));
    assertThat(read.endpoints()).containsExactly("a:1");
    assertThat(read.credentials()).contains(new Credentials("anna", "se:cret"));
    assertThat(read.connectTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(read.tls()).isEqualTo(TlsFiles.DEFAULT.withTrustedCa(Path.of("/ca.pem")));
    Map<String, String> apart = Map.of("ETCDCTL_USER", "anna", "ETCDCTL_PASSWORD", "x");
    assertThat(ClientConfig.fromEnvironment(apart).credentials())
        .contains(new Credentials("anna", "x"));
    assertThat(ClientConfig.fromEnvironment(Map.of()).endpoints())
        .isEqualTo(ClientConfig.DEFAULT.endpoints());
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("call-timeout", "5 bananas")))
        .hasMessageContaining("call-timeout");
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("cal-timeout", "5s")))
        .hasMessageContaining("cal-timeout");
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("call-timeout", "0s")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("endpoints", " ,")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("cert-file", "x")))
        .hasMessageContaining("key");
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("password", "x")))
        .hasMessageContaining("user");
  }

  @Test
  void aPasswordIsNotShown() {
    ClientConfig config = ClientConfig.DEFAULT.withCredentials(new Credentials("anna", "hidden"));
    assertThat(config.toString()).contains("anna").doesNotContain("hidden");
    assertThat(config.withEndpoints(List.of("a:1")).credentials()).isPresent();
  }
}
