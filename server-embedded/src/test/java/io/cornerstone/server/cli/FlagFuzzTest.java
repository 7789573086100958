package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever stands on the command line, in the environment or in the file: it is a configuration, or
 * it is refused in one line. Each test prints how many inputs of which kind it made.
 */
class FlagFuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 3000);
  private static final String STRUCTURE = "-=,:'\"[]{}#&*!|>%@`~? \n\t\\./0159axyzEé\u0000\uFEFF";

  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "1",
          "-1",
          "5",
          "100",
          "4294967296",
          "9223372036854775808",
          "1e3",
          "0x10",
          "true",
          "false",
          "yes",
          "maybe",
          "5s",
          "1h30m",
          "-5m",
          "1.5ms",
          "5",
          "inf",
          "http://127.0.0.1:2379",
          "http://127.0.0.1:1,http://127.0.0.1:2",
          "http://[::1]:3",
          "https://127.0.0.1:1",
          "unix:///tmp/a.sock",
          "unix://",
          "http://",
          "ftp://127.0.0.1:1",
          "default=http://127.0.0.1:2380",
          "a=http://127.0.0.1:1,b=http://127.0.0.1:2",
          "=",
          "existing",
          "revision",
          "extensive",
          "json",
          "*",
          "a,b,,c",
          "InitialCorruptCheck=true",
          "AllAlpha=true",
          "x",
          "é\u0000",
          "{\"maxsize\": 1}");

  private static final List<String> FILES =
      List.of(
          """
          name: a
          data-dir: /tmp/a.etcd
          listen-client-urls: http://127.0.0.1:1,http://127.0.0.1:2
          advertise-client-urls: 'http://127.0.0.1:1'
          heartbeat-interval: 100
          election-timeout: 1000
          pre-vote: true
          grpc-keepalive-min-time: 5000000000
          log-outputs: [stderr, "a.log"]
          """,
          """
          {"name": "a", "snapshot-count": 10, "cors": "*", "socket-options": {"reuse-port": true},
           "peer-transport-security": {"cert-file": "", "allowed-cn": []}}
          """,
          """
          discovery-config: &d
            token: t
            client: {endpoints: ["h:1"], dial-timeout: 1, secure: {insecure-transport: true}}
          other: *d
          feature-gates: "CompactHashCheck=true"
          auto-compaction-retention: "5m"
          quota-backend-bytes: -1
          """);

  private int taken;
  private int refused;

  /** A value, or a refusal in one line; anything else that is thrown fails the test. */
  private void tryOut(Supplier<FlagValues> input, String description) {
    try {
      FlagValues values = input.get();
      if (!values.isGiven(ClusterFlags.INITIAL_CLUSTER)) { // Else names of hosts are looked up.
        ServerSettings.toConfig(values);
      }
      taken++;
    } catch (BadUsageException e) {
      refused++;
      assertThat(e).as(description).hasMessageNotContainingAny("\n", "\r", "\u0000");
      assertThat(e.getMessage()).as(description).isNotBlank();
      assertThat(e.exitCode()).as(description).isBetween(1, 2);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(description, e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void argumentsAndVariables(long seed) {
    Random random = new Random(seed);
    List<Flag<?>> flags =
        ServerFlags.table().all().stream().filter(f -> !f.name().equals("config-file")).toList();
    for (int i = 0; i < INPUTS; i++) {
      List<String> arguments = new ArrayList<>();
      Map<String, String> environment = new HashMap<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        Flag<?> flag = flags.get(random.nextInt(flags.size()));
        String value = value(random, flag);
        switch (random.nextInt(5)) {
          case 0 -> environment.put(flag.variable(), value);
          case 1 -> arguments.addAll(List.of("-" + flag.name(), value));
          case 2 -> arguments.add(mutate(random, "--" + flag.name() + "=" + value));
          default -> arguments.add("--" + flag.name() + "=" + value);
        }
      }
      tryOut(
          () -> CommandLine.read(ServerFlags.table(), arguments, environment),
          "seed " + seed + ", input " + i + ": " + arguments + " " + environment);
    }
    report("command lines", seed);
  }

  private static String value(Random random, Flag<?> flag) {
    return switch (random.nextInt(3)) {
      case 0 -> flag.defaultText();
      case 1 -> mutate(random, flag.defaultText());
      default -> VALUES.get(random.nextInt(VALUES.size()));
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4})
  void damagedFiles(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < INPUTS; i++) {
      String file = FILES.get(random.nextInt(FILES.size()));
      for (int n = random.nextInt(4); n >= 0; n--) {
        file = mutate(random, file);
      }
      String text = file;
      tryOut(
          () -> ConfigFile.parse(ServerFlags.table(), text),
          "seed " + seed + ", input " + i + ":\n" + text);
    }
    report("damaged files", seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void filesWithAnyKeyAndValue(long seed) {
    Random random = new Random(seed);
    List<Flag<?>> flags = List.copyOf(ServerFlags.table().all());
    for (int i = 0; i < INPUTS; i++) {
      StringBuilder file = new StringBuilder();
      for (int n = random.nextInt(4); n >= 0; n--) {
        String value = VALUES.get(random.nextInt(VALUES.size()));
        file.append(flags.get(random.nextInt(flags.size())).name()).append(": ");
        file.append(
            switch (random.nextInt(4)) {
              case 0 -> "'" + value.replace("'", "") + "'";
              case 1 -> "[" + value + "]";
              case 2 -> "{a: " + value + "}";
              default -> value;
            });
        file.append('\n');
      }
      tryOut(
          () -> ConfigFile.parse(ServerFlags.table(), file.toString()),
          "seed " + seed + ", input " + i + ":\n" + file);
    }
    report("files", seed);
  }

  @Test
  void aMutationIsNoEndlessFile() {
    assertThat(mutate(new Random(0), "")).hasSizeLessThan(10);
  }

  /** Some characters more, fewer or others. */
  private static String mutate(Random random, String text) {
    StringBuilder changed = new StringBuilder(text);
    int at = random.nextInt(text.length() + 1);
    char some = STRUCTURE.charAt(random.nextInt(STRUCTURE.length()));
    switch (random.nextInt(4)) {
      case 0 -> changed.insert(at, some);
      case 1 -> changed.setLength(at);
      case 2 -> changed.insert(at, String.valueOf(some).repeat(1 + random.nextInt(5)));
      default -> {
        if (at < text.length()) {
          changed.setCharAt(at, some);
        }
      }
    }
    return changed.toString();
  }

  /** Both must have come: else the inputs do not reach what they are meant to. */
  private void report(String kind, long seed) {
    System.out.printf("%s, seed %d: %d taken, %d refused%n", kind, seed, taken, refused);
    assertThat(taken).isPositive();
    assertThat(refused).isPositive();
  }
}
