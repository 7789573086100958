package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in place of an etcd binary: what supervisors and harnesses of etcd do with one. */
class LauncherIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String READY = "ready to serve client requests";

  private final Path dir;
  private final ServerBinary launcher = Target.launcher("off");

  LauncherIT(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void theVersionIsEtcdsOnTheFirstLine() {
    CommandResult result =
        RunningCommand.run(launcher.with(List.of("--version")), Map.of(), "", TIMEOUT);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("etcd Version: 3.6.").contains("\nCornerstone Version: ");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void withoutArgumentsItServesWhereEtcdWould() {
    assumeTrue(
        isFree(2379) && isFree(2380), "ports 2379 and 2380 are taken: skipped on this machine");
    try (RunningCommand server = RunningCommand.start(shell("cd " + dir), Map.of(), "")) {
      server.awaitText(READY, TIMEOUT);
      try (Wire wire = new Wire(URI.create("http://localhost:2379"))) {
        wire.put("a", "1");
      }
      assertThat(dir.resolve("default.etcd/member/wal")).isDirectory();
      CommandResult end = server.stop(TIMEOUT);
      assertThat(end.exitCode()).as(end.err()).isZero();
    }
  }

  /** The launcher after a command of the shell, without arguments. */
  private List<String> shell(String first) {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", first + " && exec \"$@\"", "sh"));
    command.addAll(launcher.command());
    return command;
  }

  @Test
  void threeMembersStartAtOnceEndCleanAndComeBackAndOneGoesOnAlone() {
    try (ProcessCluster cluster = ProcessCluster.start(launcher, 3)) {
      assertThat(cluster.members())
          .allSatisfy(member -> assertThat(program(member.pid())).endsWith("/java"))
          .allSatisfy(
              member ->
                  assertThat(member.output())
                      .contains("\"msg\":\"published ")
                      .contains("\"msg\":\"enabled capabilities for version\""));
      put(cluster.members().get(0), "a", "1");
      for (ServerProcess member : cluster.members()) {
        assertThat(member.stop()).as(member.output()).isZero();
      }
      cluster.startAll();
      put(cluster.members().get(1), "b", "2");
      cluster.members().forEach(ServerProcess::kill);

      ServerProcess last = cluster.members().get(2);
      last.restartWith("--force-new-cluster");
      put(last, "c", "3");
      assertThat(last.stop()).isZero();
    }
  }

  @Test
  void aMemberWaitsForTheProcessBeforeItToEnd() {
    try (ServerProcess before = ServerProcess.start(launcher)) {
      put(before, "a", "1");
      before.pause();
      try (RunningCommand after =
          RunningCommand.start(launcher.with(before.flags()), Map.of(), "")) {
        after.awaitText("another process has the data directory", TIMEOUT);
        before.kill();
        after.awaitText(READY, TIMEOUT);
        try (Wire wire = new Wire(before.clientUrl())) {
          assertThat(wire.readAll(true)).isEqualTo(Map.of("a", "1"));
        }
        assertThat(after.stop(TIMEOUT).exitCode()).isZero();
      }
    }
  }

  @Test
  void anArchiveOfClassesIsMadeOnceAndABrokenOneDoesNoHarm() throws IOException {
    ServerBinary caching = Target.launcher(dir.toString());
    List<String> prepare = caching.with(List.of("prepare"));
    try (RunningCommand one = RunningCommand.start(prepare, Map.of(), "");
        RunningCommand two = RunningCommand.start(prepare, Map.of(), "")) {
      List<CommandResult> results = List.of(one.awaitExit(TIMEOUT), two.awaitExit(TIMEOUT));
      assertThat(results).as(results.toString()).anyMatch(result -> result.exitCode() == 0);
    }
    Path archive;
    try (Stream<Path> files = Files.list(dir)) {
      List<Path> all = files.toList();
      assertThat(all).as("no lock and no half archive stays").hasSize(1);
      archive = all.get(0);
    }
    assertThat(archive).isNotEmptyFile().hasExtension("jsa");
    assertServes(caching);

    assertThat(archive.toFile().setWritable(true)).isTrue();
    try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    assertServes(caching);
  }

  private static void assertServes(ServerBinary binary) {
    try (ServerProcess server = ServerProcess.start(binary)) {
      put(server, "a", "1");
      assertThat(server.output().lines())
          .as("nothing but the log")
          .allMatch(l -> l.startsWith("{"));
      assertThat(server.stop()).isZero();
    }
  }

  private static void put(ServerProcess server, String key, String value) {
    try (Wire wire = new Wire(server.clientUrl())) {
      wire.put(key, value);
    }
  }

  private static String program(long pid) {
    return ProcessHandle.of(pid).flatMap(handle -> handle.info().command()).orElse("");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("localhost"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
