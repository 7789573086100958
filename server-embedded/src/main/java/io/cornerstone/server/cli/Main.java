package io.cornerstone.server.cli;

import io.cornerstone.ctl.CtlProcess;
import io.cornerstone.server.ServerConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * Main of the executable jar: runs one member with etcd's flags and variables, or, if the first
 * word is {@code snapshot}, works on a snapshot file, if it is {@code ctl}, is a client.
 *
 * <p>Exit codes: 0 after {@code SIGTERM}, {@code SIGINT}, {@code --version} or {@code --help}; 1 if
 * the member cannot start or stops itself; 2 if flags or variables are wrong. Errors are one line
 * on the standard error stream.
 */
public final class Main {
  static final int EXIT_OK = 0;
  static final int EXIT_FAILED = 1;
  static final int EXIT_USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("ctl")) {
      LogSetup.apply("error");
      CtlProcess.main(List.of(arguments).subList(1, arguments.length));
    }
    int exitCode = run(List.of(arguments), System.getenv(), System.out, System.err);
    System.out.flush();
    System.exit(exitCode);
  }

  /** Runs until the server has stopped, and returns the exit code. */
  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (!arguments.isEmpty() && arguments.get(0).equals("snapshot")) {
      return SnapshotCommand.run(arguments.subList(1, arguments.size()), out, err);
    }
    FlagValues values;
    ServerConfig config;
    try {
      values = CommandLine.read(ServerFlags.table(), arguments, environment);
      if (values.get(ServerFlags.HELP)) {
        out.print(HelpText.of(ServerFlags.table()));
        return EXIT_OK;
      }
      if (values.get(ServerFlags.VERSION)) {
        out.print(VersionText.get());
        return EXIT_OK;
      }
      config = ServerSettings.toConfig(values);
    } catch (BadUsageException e) {
      err.println("cornerstone-server: " + e.getMessage());
      return EXIT_USAGE;
    }
    LogSetup.apply(values.get(ServerFlags.LOG_LEVEL));
    return new ProcessRun(err).run(config, values.warnings());
  }
}
