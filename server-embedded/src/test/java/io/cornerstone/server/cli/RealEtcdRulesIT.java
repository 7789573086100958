package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.cli.RealEtcdStart.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same flags, variables and files given to the real etcd and to ours: both start, or both
 * refuse with the same exit code. Of the flags that etcd 3.4 and 3.6 treat alike.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealEtcdRulesIT {
  @TempDir private Path directory;

  /** Our verdict: {@link RealEtcdStart#RUNS}, or the exit code. */
  private static int ours(Input input) {
    try {
      FlagValues values =
          CommandLine.read(ServerFlags.table(), input.arguments(), input.environment());
      if (values.get(OtherFlags.HELP) || values.get(OtherFlags.VERSION)) {
        return Main.EXIT_OK;
      }
      ServerSettings.toConfig(values);
      return RealEtcdStart.RUNS;
    } catch (BadUsageException e) {
      return e.exitCode();
    }
  }

  private void compare(Input input, int expected) throws IOException {
    assertThat(ours(input)).as("ours: %s", input).isEqualTo(expected);
    assertThat(RealEtcdStart.verdict(input)).as("etcd: %s", input).isEqualTo(expected);
  }

  private Input withArguments(String arguments) throws IOException {
    List<String> all = new ArrayList<>(RealEtcdStart.base(directory));
    all.addAll(List.of(arguments.split(" ")));
    return new Input(all, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-name default",
        "--name=a --name=default",
        "--pre-vote",
        "--pre-vote=F",
        "--force",
        "--max-retry-attempts=3 --vv",
        "--quota-backend-bytes=-1",
        "--metrics=extensive --auto-compaction-mode=revision --auto-compaction-retention=1000",
        "--grpc-keepalive-min-time=1.5s --grpc-keepalive-interval=0",
        "--snapshot-count=0x10 --",
      })
  void bothStart(String arguments) throws IOException {
    compare(withArguments(arguments), RealEtcdStart.RUNS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nope",
        "--Name=a",
        "---name=a",
        "--name",
        "--heartbeat-interval=abc",
        "--heartbeat-interval=-1",
        "--snapshot-count=-1",
        "--snapshot-count=99999999999999999999",
        "--initial-cluster-state=old",
        "--discovery-fallback=never",
        "--pre-vote=maybe",
        "--grpc-keepalive-min-time=5",
        "--grpc-keepalive-min-time=5d",
        "--bcrypt-cost=abc",
        "--listen-client-urls=http://127.0.0.1",
        "--listen-client-urls=ftp://127.0.0.1:1",
        "--listen-client-urls=http://127.0.0.1:1/path",
        "--nope --help",
      })
  void neitherCanReadIt(String arguments) throws IOException {
    compare(withArguments(arguments), Main.EXIT_USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "extra",
        "-- extra",
        "-",
        "--pre-vote false",
        "--max-retry-attempts 3",
        "--heartbeat-interval=0",
        "--election-timeout=0",
        "--heartbeat-interval=300",
        "--election-timeout=60000",
        "--auto-compaction-mode=daily",
        "--auto-compaction-retention=abc",
        "--auto-compaction-retention=1d",
        "--discovery=http://127.0.0.1:1",
        "--discovery-srv=example.invalid",
        "--initial-cluster=foo",
        "--initial-cluster=other=http://127.0.0.1:1",
        "--listen-client-urls=http://example.com:1",
        "--logger=none",
      })
  void neitherAllowsIt(String arguments) throws IOException {
    compare(withArguments(arguments), Main.EXIT_FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--version", "--help --nope", "--version=T"})
  void bothAnswer(String arguments) throws IOException {
    compare(withArguments(arguments), Main.EXIT_OK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ETCD_NOPE=x runs",
        "ETCD_PRE_VOTE=true runs",
        "ETCD_PRE_VOTE= runs",
        "ETCD_FORCE=x runs",
        "ETCD_PRE_VOTE=maybe fails",
        "ETCD_HEARTBEAT_INTERVAL=abc fails",
        "ETCD_HEARTBEAT_INTERVAL=300 fails",
        "ETCD_INITIAL_CLUSTER_STATE=old fails",
        "ETCD_DATA_DIR=x fails",
        "ETCD_DATA_DIR= fails",
      })
  void variables(String test) throws IOException {
    String[] words = test.split("[= ]");
    Input input =
        new Input(
            RealEtcdStart.base(directory), Map.of(words[0], words.length > 2 ? words[1] : ""));
    compare(input, test.endsWith("runs") ? RealEtcdStart.RUNS : Main.EXIT_FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown-key: 1",
        "Name: default",
        "name: default\nname: default",
        "name: ~",
        "pre-vote: yes",
        "heartbeat-interval: 100.0",
        "heartbeat-interval: 0x64",
        "grpc-keepalive-min-time: 5000000000",
        "cors: '*'",
        "client-transport-security: {foo: 1}",
        "---\nname: b",
      })
  void bothStartFromFile(String lines) throws IOException {
    compare(withFile(lines), RealEtcdStart.RUNS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: x",
        "name: 5",
        "heartbeat-interval: '100'",
        "heartbeat-interval: 100.5",
        "heartbeat-interval: 0",
        "heartbeat-interval: -1",
        "pre-vote: 'true'",
        "pre-vote: 1",
        "grpc-keepalive-min-time: 5s",
        "log-outputs: stderr",
        "client-transport-security: a",
        "initial-cluster-state: old",
        "a: [b",
        "[a]",
      })
  void neitherStartsFromFile(String lines) throws IOException {
    compare(withFile(lines), Main.EXIT_FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--name=other --heartbeat-interval=0", "--force"})
  void flagsBesideAFileCountForNothing(String arguments) throws IOException {
    Input input = withFile("name: default");
    List<String> all = new ArrayList<>(input.arguments());
    all.addAll(List.of(arguments.split(" ")));
    compare(new Input(all, Map.of("ETCD_NAME", "another")), RealEtcdStart.RUNS);
  }

  private Input withFile(String lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String flag : RealEtcdStart.base(directory)) {
      String[] parts = flag.substring(2).split("=", 2);
      String value = parts[0].equals("log-outputs") ? "[" + parts[1] + "]" : parts[1];
      text.append(parts[0]).append(": ").append(value).append('\n');
    }
    Path file = Files.writeString(directory.resolve("etcd.yml"), text + lines + "\n");
    return new Input(List.of("--config-file=" + file), Map.of());
  }
}
