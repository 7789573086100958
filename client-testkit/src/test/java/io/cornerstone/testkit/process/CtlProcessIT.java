package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ctl} and {@code utl} as processes, from the executable jar. */
class CtlProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern HASH = Pattern.compile("\"hash\":(\\d+)");

  @TempDir private Path temp;
  private final ServerProcess server = ServerProcess.start(Target.CORNERSTONE.binary());

  @BeforeEach
  void fill() {
    for (String word : new String[] {"put k 1", "put ü/x ä", "del k", "put last 4"}) {
      CommandResult result = new CtlInProcess(endpoint()).run("", Map.of(), word.split(" "));
      assertThat(result.exitCode()).as(word).isZero();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void keysAreBytesWhateverTheLocale() {
    // The key comes from the shell, as this JVM may not be able to pass it on.
    List<String> shell =
        new ArrayList<>(List.of("sh", "-c", "exec \"$@\" \"$(printf '\\303\\274/x')\"", "sh"));
    shell.addAll(command("ctl", "get"));
    for (String locale : new String[] {"C", "C.UTF-8"}) {
      CommandResult got =
          RunningCommand.run(
              shell, Map.of("LC_ALL", locale, "ETCDCTL_ENDPOINTS", endpoint()), "", PATIENCE);
      assertThat(got).as(locale).isEqualTo(new CommandResult(0, "ü/x\nä\n", ""));
    }
    CommandResult refused = ctl("get", "k", "--rev=99");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo("Error: etcdserver: mvcc: required revision is a future revision\n");
  }

  @Test
  void aHolderThatIsAskedToEndGivesItsLockBack() {
    try (RunningCommand holder =
        RunningCommand.start(
            command("ctl", "--endpoints=" + endpoint(), "lock", "held"), Map.of(), "")) {
      assertThat(holder.awaitOutput(1, PATIENCE)).startsWith("held/");
      assertThat(holder.stop(PATIENCE).exitCode()).isZero();
    }
    assertThat(ctl("get", "held/", "--prefix").out()).isEmpty();
  }

  @Test
  void hashesAreTheSameOnlineInASnapshotAndInTheDataDirectory() {
    assertThat(ctl("compaction", "3", "--physical").exitCode()).isZero();
    String online = hash(ctl("endpoint", "hashkv", "-w=json"));
    Path file = temp.resolve("snapshot.db");
    CommandResult saved = ctl("snapshot", "save", file.toString());
    assertThat(saved.out()).isEqualTo("Snapshot saved at " + file + "\n");
    assertThat(hash(utl("hashkv", file.toString(), "-w=json"))).isEqualTo(online);
    assertThat(utl("snapshot", "status", file.toString()).out()).matches("[0-9a-f]+, 5, .*\n");
    assertThat(utl("hashkv", server.dataDir().toString()).exitCode())
        .as("while the server has it")
        .isEqualTo(1);
    server.stop();
    CommandResult defragmented = utl("defrag", "--data-dir=" + server.dataDir());
    assertThat(defragmented.out()).startsWith("Finished defragmenting directory ");
    assertThat(hash(utl("hashkv", server.dataDir().toString(), "-w", "json"))).isEqualTo(online);
    server.restart();
    assertThat(ctl("get", "last", "--print-value-only").out()).isEqualTo("4\n");
  }

  private static String hash(CommandResult result) {
    Matcher matcher = HASH.matcher(result.out());
    assertThat(matcher.find()).as("%s", result).isTrue();
    return matcher.group(1);
  }

  private CommandResult ctl(String... arguments) {
    List<String> command = command("ctl", arguments);
    return RunningCommand.run(command, Map.of("ETCDCTL_ENDPOINTS", endpoint()), "", PATIENCE);
  }

  private CommandResult utl(String... arguments) {
    return RunningCommand.run(command("utl", arguments), Map.of(), "", PATIENCE);
  }

  private static List<String> command(String word, String... arguments) {
    List<String> all = new ArrayList<>(List.of(word));
    all.addAll(List.of(arguments));
    return Target.CORNERSTONE.binary().with(all);
  }

  private String endpoint() {
    return server.clientUrl().getAuthority();
  }
}
