package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  @TempDir private Path directory;

  private static FlagValues parse(String text) {
    return ConfigFile.parse(ServerFlags.table(), text);
  }

  private FlagValues readFile(String text, Map<String, String> environment, String... arguments)
      throws IOException {
    Path file = Files.writeString(directory.resolve("etcd.yml"), text);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--config-file=" + file);
    return CommandLine.read(ServerFlags.table(), all, environment);
  }

  @Test
  void everyFormOfValueHasItsOwnSpelling() {
    FlagValues values =
        parse(
            """
            # A comment.
            name: a
            heartbeat-interval: 50
            pre-vote: false
            grpc-keepalive-min-time: 7000000000
            listen-client-urls: http://127.0.0.1:1,http://127.0.0.1:2
            log-outputs: [stderr, /var/log/etcd.log]
            auto-compaction-retention: "5"
            host-whitelist: 'a,b'
            """);
    assertThat(values.get(MemberFlags.NAME)).isEqualTo("a");
    assertThat(values.get(MemberFlags.HEARTBEAT_INTERVAL)).isEqualTo(50);
    assertThat(values.get(ClusterFlags.PRE_VOTE)).isFalse();
    assertThat(values.get(MemberFlags.GRPC_KEEPALIVE_MIN_TIME)).isEqualTo(Duration.ofSeconds(7));
    assertThat(values.get(MemberFlags.LISTEN_CLIENT_URLS))
        .containsExactly(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:2"));
    assertThat(values.get(LogFlags.LOG_OUTPUTS)).containsExactly("stderr", "/var/log/etcd.log");
    assertThat(values.get(UpkeepFlags.AUTO_COMPACTION_RETENTION)).isEqualTo("5");
    assertThat(values.get(SecurityFlags.HOST_WHITELIST)).containsExactly("a", "b");
    assertThat(values.warnings()).isEmpty();
  }

  @Test
  void jsonIsTakenAsWell() {
    FlagValues values = parse("{\"name\": \"a\", \"pre-vote\": false, \"snapshot-count\": 7}");
    assertThat(values.get(MemberFlags.NAME)).isEqualTo("a");
    assertThat(values.get(ClusterFlags.PRE_VOTE)).isFalse();
    assertThat(values.get(MemberFlags.SNAPSHOT_COUNT)).isEqualTo(7);
  }

  @Test
  void sectionsStandForFlags() {
    FlagValues values =
        parse(
            """
            socket-options:
              reuse-port: true
            discovery-config:
              token: t
              client:
                endpoints: [h:1, h:2]
                dial-timeout: 3000000000
                auth: {username: u, password: p}
            client-transport-security:
              cert-file: ''
              client-cert-auth: false
            """);
    assertThat(values.get(MemberFlags.SOCKET_REUSE_PORT)).isTrue();
    assertThat(DiscoverySettings.of(values).endpoints()).containsExactly("h:1", "h:2");
    assertThat(DiscoverySettings.of(values).token()).isEqualTo("t");
    assertThat(DiscoverySettings.of(values).dialTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(DiscoverySettings.of(values).user()).isEqualTo("u");
  }

  @Test
  void aSectionOfTlsIsRefusedAsItsFlagsAre() {
    assertThatThrownBy(() -> parse("peer-transport-security:\n  cert-file: a.crt\n"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage(
            "key 'peer-transport-security.cert-file' (line 2) is not supported:"
                + " the server has no TLS yet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "---\n", "# nothing\n", "~", "null", "name:\n", "name: ~\n", "{}"})
  void whatIsNotSaidIsTheDefault(String text) {
    assertThat(parse(text).given()).isEmpty();
    assertThat(parse(text).get(MemberFlags.NAME)).isEqualTo("default");
  }

  @ParameterizedTest
  @CsvSource({"yes,true", "on,true", "True,true", "y,true", "no,false", "OFF,false", "n,false"})
  void switchesHaveTheWordsOfYaml11(String word, boolean expected) {
    assertThat(parse("pre-vote: " + word).get(ClusterFlags.PRE_VOTE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"100,100", "1_000,1000", "0x10,16", "010,8", "0b101,5", "1e3,1000", "100.0,100"})
  void numbersHaveTheFormsOfYaml11(String text, long expected) {
    assertThat(parse("snapshot-count: " + text).get(MemberFlags.SNAPSHOT_COUNT))
        .isEqualTo(expected);
  }

  @Test
  void keysAreFoundInAnyCaseAndTheLastOneCounts() {
    assertThat(parse("Name: a\nname: b\n").get(MemberFlags.NAME)).isEqualTo("b");
  }

  @Test
  void anUnknownKeyOnlyWarns() {
    assertThat(parse("nope: secret\nforce: true\nenable-v2: true\nname: a\n").warnings())
        .containsExactly(
            "key 'nope' (line 1) is unknown: ignored",
            "key 'force' (line 2) is unknown: ignored",
            "key 'enable-v2' (line 3) is unknown: ignored");
  }

  @Test
  void theFirstDocumentCounts() {
    assertThat(parse("name: a\n---\nname: b\n").get(MemberFlags.NAME)).isEqualTo("a");
  }

  @Test
  void oldNamesAreKeysToo() {
    assertThat(
            parse("experimental-snapshot-catch-up-entries: 9")
                .get(MemberFlags.SNAPSHOT_CATCHUP_ENTRIES))
        .isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: 5 | key 'name' (line 1): must be a text: put 5 in quotes",
        "name: yes | must be a text: put yes in quotes",
        "name: [a] | must be a text",
        "name: {a: b} | must be a text",
        "pre-vote: \"true\" | must be true or false",
        "pre-vote: 1 | must be true or false",
        "heartbeat-interval: \"100\" | must be a whole number",
        "heartbeat-interval: 100.5 | must be a whole number",
        "heartbeat-interval: -1 | at least 0",
        "heartbeat-interval: 99999999999999999999 | must be a whole number",
        "grpc-keepalive-min-time: 5s | must be a whole number of nanoseconds",
        "grpc-keepalive-min-time: -1 | must be a duration",
        "log-outputs: stderr | must be a list",
        "initial-cluster-state: old | must be one of new, existing",
        "listen-client-urls: http://h | URL has no port",
        "version: true | key 'version' (line 1) cannot be set in a configuration file",
        "raft-read-timeout: 1 | cannot be set in a configuration file",
        "config-file: a | cannot be set in a configuration file",
        "client-transport-security: a | must have keys of its own",
        "[a] | must consist of keys and values",
        "foo | must consist of keys and values",
        "a: [b | (line 1)",
        "'\t: x' | configuration file",
      })
  void whatIsWrongIsNamedInOneLine(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            BadUsageException.class, e -> assertThat(e.exitCode()).isEqualTo(Main.EXIT_FAILED))
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> parse("a: " + "[".repeat(100_000)))
        .isInstanceOf(BadUsageException.class)
        .hasMessageContaining("nested too deep");
  }

  @Test
  void withAFileNothingElseCounts() throws IOException {
    FlagValues values =
        readFile("name: a", Map.of("ETCD_NAME", "b", "ETCD_NOPE", "x"), "--name=c", "--force");
    assertThat(values.get(MemberFlags.NAME)).isEqualTo("a");
    assertThat(values.isFromFile()).isTrue();
    assertThat(values.warnings()).isEmpty();
  }

  @Test
  void argumentsMustBeReadableAllTheSame() {
    assertThatThrownBy(() -> readFile("name: a", Map.of(), "--nope"))
        .isInstanceOfSatisfying(
            BadUsageException.class, e -> assertThat(e.exitCode()).isEqualTo(Main.EXIT_USAGE));
  }

  @Test
  void theVariableNamesAFileToo() throws IOException {
    Path file = Files.writeString(directory.resolve("etcd.json"), "{\"name\":\"a\"}");
    FlagValues values =
        CommandLine.read(
            ServerFlags.table(), List.of(), Map.of("ETCD_CONFIG_FILE", file.toString()));
    assertThat(values.get(MemberFlags.NAME)).isEqualTo("a");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () ->
                CommandLine.read(ServerFlags.table(), List.of("--config-file=/nope.yml"), Map.of()))
        .hasMessage("open /nope.yml: no such file or directory");
    assertThatThrownBy(
            () ->
                CommandLine.read(
                    ServerFlags.table(), List.of("--config-file=" + directory), Map.of()))
        .isInstanceOf(BadUsageException.class)
        .hasMessageStartingWith("configuration file " + directory);
  }

  @Test
  void listenersInAFileNeedNoAdvertisedUrls() {
    FlagValues values = parse("listen-client-urls: http://127.0.0.1:1");
    assertThat(ServerSettings.toConfig(values).advertiseClientUrls())
        .containsExactly(URI.create("http://localhost:2379"));
  }
}
