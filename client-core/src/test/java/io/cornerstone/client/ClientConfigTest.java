package io.cornerstone.client;

import static java.lang.ClassLoader.getPlatformClassLoader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                "ping-interval", "1m30s",
                "backoff-first", "10ms"));
    assertThat(read.endpoints()).containsExactly("http://a:1", "b:2");
    assertThat(read.credentials()).contains(new Credentials("anna", "se:cret"));
    assertThat(read.callTimeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(read.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(read.pingInterval()).isEqualTo(Duration.ofSeconds(90));
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
  void ownVariablesGoBeforeTheFileAndThatBeforeThoseOfEtcdctl(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("client.properties");
    Files.writeString(file, "call-timeout=3s\nuser=bob\nconnect-timeout=1s\n");
    ClientConfig read =
        ClientConfig.fromEnvironment(
            Map.of(
                "CORNERSTONE_CLIENT_CONFIG", file.toString(),
                "CORNERSTONE_CLIENT_CONNECT_TIMEOUT", "700ms",
                "CORNERSTONE_CLIENT_PING_TIMEOUT", "",
                "ETCDCTL_COMMAND_TIMEOUT", "9s",
                "ETCDCTL_KEEPALIVE_TIME", "30s",
                "ETCDCTL_USER", "anna:secret",
                "ETCDCTL_DISCOVERY_SRV", "etcd.test"));
    assertThat(read.connectTimeout()).isEqualTo(Duration.ofMillis(700));
    assertThat(read.callTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(read.pingInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read.endpoints()).containsExactly("srv://etcd.test");
    // Not with the password of somebody else.
    assertThat(read.credentials()).contains(new Credentials("bob", ""));
  }

  @Test
  void filesSayWhatPropertiesSay(@TempDir Path directory) throws IOException {
    Path yaml = directory.resolve("client.yaml");
    Files.writeString(
        yaml,
        """
        # Of the test.
        endpoints:
          - http://a:1
          - b:2
        user: anna
        password: 0123
        member-sync-interval: 2m
        watch-streams-max: 1
        token-ttl: 300s
        """);
    ClientConfig read = ClientConfig.fromFile(yaml);
    assertThat(read.endpoints()).containsExactly("http://a:1", "b:2");
    assertThat(read.credentials()).contains(new Credentials("anna", "0123"));
    assertThat(read.memberSyncInterval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(read.watchStreamsMax()).isEqualTo(1);
    assertThat(read.tokenTtl()).contains(Duration.ofMinutes(5));
    Path properties = directory.resolve("client.properties");
    Files.writeString(properties, "endpoints = a:1, b:2\nuser = grüße\n");
    assertThat(ClientConfig.fromFile(properties).endpoints()).containsExactly("a:1", "b:2");
    assertThat(ClientConfig.fromFile(properties).credentials())
        .contains(new Credentials("grüße", ""));
    Path empty = directory.resolve("empty.yml");
    Files.writeString(empty, "# Nothing.\n");
    assertThat(ClientConfig.fromFile(empty).endpoints())
        .isEqualTo(ClientConfig.DEFAULT.endpoints());
  }

  @Test
  void mistakesInFilesAreNamed(@TempDir Path directory) throws IOException {
    Path yaml = directory.resolve("client.yaml");
    for (String text :
        List.of("endpoints: {a: 1}", "- a", "call-timeout: 5 bananas", "a: 1\na: 2", "a: [")) {
      Files.writeString(yaml, text);
      assertThatThrownBy(() -> ClientConfig.fromFile(yaml))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("client.yaml");
    }
    assertThatThrownBy(() -> ClientConfig.fromFile(directory.resolve("none.properties")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none.properties");
  }

  @Test
  void yamlWithoutItsLibraryNamesTheLibrary(@TempDir Path directory) throws Exception {
    Path yaml = Files.writeString(directory.resolve("client.yml"), "user: anna");
    Path properties = Files.writeString(directory.resolve("client.properties"), "user=anna");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    URL[] others =
        Stream.of(classPath.split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty() && !entry.contains("snakeyaml"))
            .map(ClientConfigTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader without = new URLClassLoader(others, getPlatformClassLoader())) {
      Method fromFile =
          without.loadClass(ClientConfig.class.getName()).getMethod("fromFile", Path.class);
      assertThat(fromFile.invoke(null, properties))
          .hasToString(ClientConfig.fromFile(properties).toString());
      assertThatThrownBy(() -> fromFile.invoke(null, yaml))
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("org.snakeyaml:snakeyaml-engine");
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void valuesOutOfBoundsAreNamedWithTheBounds() {
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("connect-timeout", "2h")))
        .hasMessage("connect-timeout must be from 1ms to 1h, not 2h");
    assertThatThrownBy(() -> ClientConfig.fromEnvironment(Map.of("ETCDCTL_DIAL_TIMEOUT", "0s")))
        .hasMessage("ETCDCTL_DIAL_TIMEOUT must be from 1ms to 1h, not 0ms");
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("member-sync-interval", "10ms")))
        .hasMessage("member-sync-interval must be 0s for off, or from 1s to 24h, not 10ms");
    for (String streams : List.of("0", "101", "many")) {
      assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("watch-streams-max", streams)))
          .hasMessage("watch-streams-max must be from 1 to 100, not " + streams);
    }
    assertThatThrownBy(() -> ClientConfig.DEFAULT.withWatchStreamsMax(0))
        .hasMessage("watchStreamsMax must be from 1 to 100, not 0");
    assertThatThrownBy(() -> ClientConfig.DEFAULT.withTokenTtl(Duration.ofSeconds(1)))
        .hasMessage("tokenTtl must be from 2s to 8760h, not 1s");
    assertThatThrownBy(
            () -> ClientConfig.fromProperties(Map.of("backoff-first", "2s", "backoff-max", "1s")))
        .hasMessageContaining("backoff-max (PT1S) must not be below backoff-first (PT2S)");
    assertThatThrownBy(() -> ClientConfig.fromProperties(Map.of("endpoints", "ftp://a:1")))
        .hasMessageContaining("endpoints: malformed endpoint \"ftp://a:1\"");
    assertThatThrownBy(
            () -> ClientConfig.fromEnvironment(Map.of("CORNERSTONE_CLIENT_CAL_TIMEOUT", "5s")))
        .hasMessageContaining("CORNERSTONE_CLIENT_CAL_TIMEOUT");
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
