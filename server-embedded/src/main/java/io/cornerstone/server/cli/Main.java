package io.cornerstone.server.cli;

import io.cornerstone.ctl.CtlProcess;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.log.LogSettings;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * Main of the executable jar: runs one member with etcd's flags and variables. With a first word it
 * does something else: {@code ctl} is a client, {@code utl} works on a data directory or snapshot
 * file, and so does {@code snapshot}, {@code prepare} (of the launcher) makes an archive of
 * classes, by way of a process with the word {@code rehearse}.
 *
 * <p>Exit codes: 0 after {@code SIGTERM}, {@code SIGINT}, {@code --version} or {@code --help}; 1 if
 * the member cannot start or stops itself, or if flags, variables or the configuration file are
 * wrong; 2 if the command line cannot be read. Errors are one line on the standard error stream.
 */
public final class Main {
  static final int EXIT_OK = 0;
  static final int EXIT_FAILED = 1;
  static final int EXIT_USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("ctl")) {
      LogSetup.apply(LogSetup.CLIENT, System.out, System.err);
      CtlProcess.main(List.of(arguments).subList(1, arguments.length));
    }
    int exitCode = run(List.of(arguments), System.getenv(), System.out, System.err);
    System.out.flush();
    System.exit(exitCode);
  }

  /** Runs until the server has stopped, and returns the exit code. */
  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (!arguments.isEmpty()) {
      switch (arguments.get(0)) {
        case "snapshot" -> {
          LogSetup.apply(LogSetup.TOOL, out, err);
          return SnapshotCommand.run(arguments.subList(1, arguments.size()), out, err);
        }
        case "utl" -> {
          LogSetup.apply(LogSetup.TOOL, out, err);
          return UtlCommand.run(arguments.subList(1, arguments.size()), out, err);
        }
        case "prepare" -> {
          LogSetup.apply(LogSetup.TOOL, out, err);
          return SharedArchive.prepare(out, err);
        }
        case "rehearse" -> {
          LogSetup.apply(LogSettings.DEFAULT, out, err);
          return Rehearsal.run();
        }
        default -> {} // Flags of a member.
      }
    }
    return runMember(arguments, environment, out, err);
  }

  private static int runMember(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    FlagValues values;
    ServerConfig.Builder config;
    try {
      values = CommandLine.read(ServerFlags.table(), arguments, environment);
      if (values.get(OtherFlags.HELP)) {
        out.print(HelpText.of(ServerFlags.table()));
        return EXIT_OK;
      }
      if (values.get(OtherFlags.VERSION)) {
        out.print(VersionText.get());
        return EXIT_OK;
      }
      config = ServerSettings.toBuilder(values);
      LogSetup.apply(LogSetup.settings(values), out, err);
    } catch (BadUsageException e) {
      err.println("cornerstone-server: " + e.getMessage());
      return e.exitCode();
    }
    return new ProcessRun(err).run(config, values);
  }
}
