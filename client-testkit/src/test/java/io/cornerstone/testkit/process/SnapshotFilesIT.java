package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Snapshot files move both ways: what stock etcdctl saved from one server is restored into a new
 * cluster of the other kind, and looks the same there: keys, history, leases.
 */
class SnapshotFilesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int COMPACTED = 6;
  private static final String LARGE = "x".repeat(100_000);

  /** What a watch prints of all that is not compacted. */
  private static final int HISTORY_CHARACTERS = 100_094;

  @TempDir private Path temp;
  private final RealEtcd etcd = Target.etcdOrSkip();

  @ParameterizedTest
  @CsvSource({
    "CORNERSTONE, ETCD",
    "ETCD, CORNERSTONE",
    "CORNERSTONE, CORNERSTONE",
  })
  void aClusterGoesOnAsTheOtherServer(Target from, Target to) throws IOException {
    Path file = temp.resolve("snapshot.db");
    List<String> before;
    try (ServerProcess source = ServerProcess.start(from.binary())) {
      before = fillAndSave(source, file);
    }
    try (ServerProcess target = ServerProcess.start(to.binary())) {
      target.stop();
      restore(to, file, target);
      target.restart();
      Etcdctl ctl = new Etcdctl(etcd, target.clientUrl());
      assertThat(facts(ctl)).isEqualTo(before);
      assertThat(ctl.out("put", "new", "value")).isEqualTo("OK\n");
      assertThat(ctl.out("get", "new", "--print-value-only")).isEqualTo("value\n");
    }
  }

  @Test
  void threeMembersBeginWithTheSameFile() throws IOException {
    Path file = temp.resolve("snapshot.db");
    List<String> before;
    try (ServerProcess source = ServerProcess.start(Target.ETCD.binary())) {
      before = fillAndSave(source, file);
    }
    try (ProcessCluster cluster = ProcessCluster.start(Target.checkoutJar(), 3)) {
      cluster.members().forEach(ServerProcess::stop);
      for (ServerProcess member : cluster.members()) {
        restore(Target.CORNERSTONE, file, member);
      }
      cluster.startAll();
      Agreement.leader(cluster);
      for (ServerProcess member : cluster.members()) {
        assertThat(facts(new Etcdctl(etcd, member.clientUrl()))).isEqualTo(before);
      }
      new Etcdctl(etcd, cluster.endpoints().get(0)).out("put", "after", "restore");
      Agreement.assertEqualHistories(cluster.members());
    }
  }

  @Test
  void bothToolsReportTheSameOfAFile() throws IOException {
    Path file = temp.resolve("snapshot.db");
    try (ServerProcess source = ServerProcess.start(Target.ETCD.binary())) {
      fillAndSave(source, file);
      for (String form : List.of("simple", "table", "json", "fields")) {
        String ours = run(ours("status", file.toString(), "-w", form)).out();
        String theirs =
            new Etcdctl(etcd, source.clientUrl())
                .out("snapshot", "status", file.toString(), "-w", form);
        assertThat(ours).as(form).isEqualTo(theirs);
      }
    }
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    CommandResult refused = run(ours("restore", file.toString(), "--data-dir=" + temp));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err().lines()).hasSize(1);
  }

  /** Puts, deletes, a lease, a value of many pages, a compaction; then the file. */
  private List<String> fillAndSave(ServerProcess source, Path file) {
    Etcdctl ctl = new Etcdctl(etcd, source.clientUrl());
    for (int i = 0; i < 6; i++) {
      ctl.out("put", "key-" + i % 3, "value-" + i);
    }
    ctl.out("del", "key-1");
    ctl.outOf(LARGE, "put", "large");
    String lease = ctl.out("lease", "grant", "1000").split(" ")[1];
    ctl.out("put", "leased", "value", "--lease=" + lease);
    ctl.out("compact", Integer.toString(COMPACTED));
    ctl.out("put", "key-1", "again");
    List<String> seen = facts(ctl);
    ctl.out("snapshot", "save", file.toString());
    String status = ctl.out("snapshot", "status", file.toString(), "-w", "json");
    assertThat(status).contains("\"revision\":11,");
    return seen;
  }

  /** All that can be told of a store without the ids of its cluster and the time. */
  private static List<String> facts(Etcdctl ctl) {
    List<String> facts = new ArrayList<>();
    for (int revision = COMPACTED; revision <= 11; revision++) {
      String all = ctl.out("get", "", "--prefix", "-w", "json", "--rev=" + revision);
      facts.add(all.substring(all.indexOf("\"kvs\"")).replaceAll("(eHh4){9,}", "large"));
    }
    String refusal = ctl.run("get", "key-1", "--rev=" + (COMPACTED - 1)).err();
    facts.add(refusal.substring(refusal.indexOf("Error:"))); // A log line is before it.
    facts.add(history(ctl));
    for (String line : ctl.out("lease", "list").split("\n")) {
      if (!line.startsWith("found")) {
        String lease = ctl.out("lease", "timetolive", line, "--keys");
        facts.add(lease.replaceAll("remaining\\(\\d+s\\)", ""));
      }
    }
    facts.add(ctl.out("endpoint", "hashkv").replaceAll(".*, ", ""));
    return facts;
  }

  /** Keys and values of the watch events from the compact revision on. */
  private static String history(Etcdctl ctl) {
    try (RunningCommand watch = ctl.start("watch", "", "--prefix", "--rev=" + COMPACTED)) {
      return watch.awaitOutput(HISTORY_CHARACTERS, PATIENCE).replace(LARGE, "large");
    }
  }

  private void restore(Target kind, Path file, ServerProcess member) throws IOException {
    deleteAll(member.dataDir());
    List<String> flags =
        member.flags().stream()
            .filter(flag -> flag.matches("--(name|data-dir|initial-(cluster|advertise)[^=]*)=.*"))
            .toList();
    List<String> command = new ArrayList<>();
    if (kind == Target.ETCD) {
      command.addAll(List.of(etcd.etcdctl().toString(), "snapshot", "restore", file.toString()));
    } else {
      command.addAll(ours("restore", file.toString()));
    }
    command.addAll(flags);
    CommandResult result = run(command);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  private static List<String> ours(String... arguments) {
    List<String> words = new ArrayList<>(List.of("snapshot"));
    words.addAll(List.of(arguments));
    return Target.checkoutJar().with(words);
  }

  private static CommandResult run(List<String> command) {
    return RunningCommand.run(command, Map.of("ETCDCTL_API", "3"), "", PATIENCE);
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
