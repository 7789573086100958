package io.cornerstone.server.cli;

import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.ServerStartException;
import io.cornerstone.server.SnapshotRestore;
import io.cornerstone.server.backup.SnapshotFile;
import io.cornerstone.server.env.FileDisk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code snapshot restore FILE} and {@code snapshot status FILE}: work on files, with no server
 * running. Flags and output are etcdctl's.
 */
final class SnapshotCommand {
  private static final String USAGE =
      """
      Usage:
        snapshot restore FILE [flags]   make the data directory of a member of a new cluster
        snapshot status FILE [flags]    print hash, revision, number of keys and size
      """;

  private static final FlagTable RESTORE = new FlagTable();
  private static final FlagTable STATUS = new FlagTable();

  static {
    // Named as the server's, whose settings are made from them.
    RESTORE.add(
        "name", Flag.Group.CLUSTERING, FlagType.nonEmpty(), "default", "Name of this member.");
    RESTORE.add(
        "data-dir",
        Flag.Group.CLUSTERING,
        FlagType.nonEmpty(),
        "${name}.etcd",
        "Where to; must not have anything in it.");
    RESTORE.add(
        "initial-cluster",
        Flag.Group.CLUSTERING,
        FlagType.MEMBERS,
        "default=http://localhost:2380",
        "Members of the new cluster as name=url, separated by commas; without it, this one alone.");
    RESTORE.add(
        "initial-cluster-token",
        Flag.Group.CLUSTERING,
        FlagType.TEXT,
        "etcd-cluster",
        "Keeps the ids of clusters apart that were founded alike.");
    RESTORE.add(
        "initial-advertise-peer-urls",
        Flag.Group.CLUSTERING,
        FlagType.URLS,
        "http://localhost:2380",
        "Peer URLs of this member that the other members use.");
  }

  private static final Flag<Boolean> SKIP_HASH_CHECK =
      RESTORE.add(
          "skip-hash-check",
          Flag.Group.OTHER,
          FlagType.SWITCH,
          "false",
          "Take a file whose digest is missing or wrong, such as a copied database.");

  private static final Flag<Long> BUMP_REVISION =
      RESTORE.add(
          "bump-revision",
          Flag.Group.OTHER,
          FlagType.number(0, Long.MAX_VALUE / 2, "revisions"),
          "0",
          "Raise the revision by this much; needs --mark-compacted.");

  private static final Flag<Boolean> MARK_COMPACTED =
      RESTORE.add(
          "mark-compacted",
          Flag.Group.OTHER,
          FlagType.SWITCH,
          "false",
          "Count everything below the raised revision as compacted; needs --bump-revision.");

  private static final Flag<String> WRITE_OUT = WriteOut.addTo(STATUS);

  private final PrintStream out;

  private SnapshotCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the command that stands behind {@code snapshot}; returns the exit code.
   *
   * @param arguments what follows that word
   */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      return new SnapshotCommand(out).run(arguments);
    } catch (BadUsageException e) {
      err.println("cornerstone-server: " + e.getMessage());
      return Main.EXIT_USAGE;
    } catch (ServerStartException | IOException e) {
      err.println("cornerstone-server: " + OneLine.of(e));
      return Main.EXIT_FAILED;
    }
  }

  private int run(List<String> arguments) throws IOException {
    String action = arguments.isEmpty() ? "" : arguments.get(0);
    switch (action) {
      case "restore" -> restore(Operands.split(RESTORE, tail(arguments)));
      case "status" -> status(Operands.split(STATUS, tail(arguments)));
      case "-h", "--help", "help" -> {
        out.print(USAGE + "\nFlags of restore:\n" + HelpText.flags(RESTORE));
        out.print("\nFlags of status:\n" + HelpText.flags(STATUS));
      }
      default ->
          throw new BadUsageException(
              "snapshot " + action + ": the commands are snapshot restore and snapshot status");
    }
    return Main.EXIT_OK;
  }

  private static List<String> tail(List<String> arguments) {
    return arguments.subList(1, arguments.size());
  }

  private void restore(Operands operands) {
    FlagValues values = CommandLine.read(RESTORE, operands.flags(), Map.of());
    long bump = values.get(BUMP_REVISION);
    if ((bump > 0) != values.get(MARK_COMPACTED)) {
      throw new BadUsageException("--mark-compacted and --bump-revision must be given together");
    }
    ServerConfig config = ServerSettings.toConfig(values);
    SnapshotRestore.Options options = SnapshotRestore.Options.DEFAULT.withBumpRevisions(bump);
    Path file = file(operands);
    SnapshotRestore.run(
        file, config, values.get(SKIP_HASH_CHECK) ? options.withSkipHashCheck() : options);
    out.println("restored " + file + " to " + config.dataDir().orElseThrow());
  }

  private void status(Operands operands) throws IOException {
    FlagValues values = CommandLine.read(STATUS, operands.flags(), Map.of());
    try (SnapshotFile file = SnapshotFile.open(new FileDisk(), file(operands), false)) {
      WriteOut.print(new StatusView(file.status()), values.get(WRITE_OUT), out);
    }
  }

  private static Path file(Operands operands) {
    String text = operands.onlyOne("the snapshot file");
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadUsageException("\"" + text + "\" is not a path: " + e.getReason());
    }
  }
}
