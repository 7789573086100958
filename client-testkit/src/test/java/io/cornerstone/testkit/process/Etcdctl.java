package io.cornerstone.testkit.process;

import io.cornerstone.testkit.cluster.RealEtcd;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stock {@code etcdctl}, pointed at one server. */
final class Etcdctl {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Map<String, String> VARIABLES = Map.of("ETCDCTL_API", "3");

  private final Path binary;
  private final String endpoint;

  Etcdctl(RealEtcd etcd, URI clientUrl) {
    this.binary = etcd.etcdctl();
    this.endpoint = clientUrl.getAuthority();
  }

  /** The server as it appears in what etcdctl prints. */
  String endpoint() {
    return endpoint;
  }

  /** Runs a command to its end, however it ends. */
  CommandResult run(String... arguments) {
    return RunningCommand.run(command(arguments), VARIABLES, "", TIMEOUT);
  }

  /** Runs a command that must succeed, and returns what it prints to the output stream. */
  String out(String... arguments) {
    return succeeded(run(arguments), arguments).out();
  }

  /** As {@link #out}, with standard input. */
  String outOf(String input, String... arguments) {
    return succeeded(RunningCommand.run(command(arguments), VARIABLES, input, TIMEOUT), arguments)
        .out();
  }

  /** As {@link #run}, with standard input. */
  CommandResult runWith(String input, String... arguments) {
    return RunningCommand.run(command(arguments), VARIABLES, input, TIMEOUT);
  }

  /** Starts a command that goes on until it is closed. */
  RunningCommand start(String... arguments) {
    return RunningCommand.start(command(arguments), VARIABLES, "");
  }

  /** The same, with an input that stays open. */
  RunningCommand startOpen(String... arguments) {
    return RunningCommand.startOpen(command(arguments), VARIABLES);
  }

  private static CommandResult succeeded(CommandResult result, String... arguments) {
    if (result.exitCode() != 0) {
      throw new AssertionError("etcdctl " + String.join(" ", arguments) + " failed: " + result);
    }
    return result;
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.add("--endpoints=" + endpoint);
    command.add("--command-timeout=15s"); // Its 5 s are short where a build runs beside it.
    command.addAll(List.of(arguments));
    return command;
  }
}
