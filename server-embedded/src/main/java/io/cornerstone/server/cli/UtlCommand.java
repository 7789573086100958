package io.cornerstone.server.cli;

import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.backup.Import;
import io.cornerstone.server.backup.SnapshotFile;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.FileDisk;
import io.cornerstone.server.member.OfflineStore;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.KvHash;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.store.SegmentEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code utl}: work on a data directory or a snapshot file while no server runs on it. Words, flags
 * and output are etcdutl's.
 */
final class UtlCommand {
  private static final String USAGE =
      """
      Usage:
        utl snapshot status FILE [flags]    print hash, revision, number of keys and size
        utl snapshot restore FILE [flags]   make the data directory of a member of a new cluster
        utl hashkv PATH [flags]             print the hash of the history in a snapshot file or data directory
        utl defrag --data-dir DIR           give free space of a data directory back to the disk
        utl version                         print the version
      """;

  private static final FlagTable HASH = new FlagTable();
  private static final FlagTable DEFRAG = new FlagTable();

  private static final Flag<Long> REV =
      HASH.add(
          "rev",
          Flag.Group.OTHER,
          FlagType.number(0, Long.MAX_VALUE, "revisions"),
          "0",
          "Up to which revision; 0 for all.");

  private static final Flag<String> WRITE_OUT = WriteOut.addTo(HASH);

  private static final Flag<String> DATA_DIR =
      DEFRAG.add(
          "data-dir",
          Flag.Group.OTHER,
          FlagType.TEXT,
          "",
          "The data directory; its member must not run.");

  private final PrintStream out;

  private UtlCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the command that stands behind {@code utl}; returns the exit code.
   *
   * @param arguments what follows that word
   */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    String action = arguments.isEmpty() ? "help" : arguments.get(0);
    List<String> tail = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    if (action.equals("snapshot")) {
      return SnapshotCommand.run(tail, out, err);
    }
    try {
      new UtlCommand(out).run(action, tail);
      return Main.EXIT_OK;
    } catch (BadUsageException e) {
      err.println("Error: " + e.getMessage());
      return Main.EXIT_USAGE;
    } catch (IOException | UncheckedIOException e) {
      err.println("Error: " + OneLine.of(e));
      return Main.EXIT_FAILED;
    }
  }

  private void run(String action, List<String> arguments) throws IOException {
    switch (action) {
      case "hashkv" -> hashKv(Operands.split(HASH, arguments));
      case "defrag" -> defragment(Operands.split(DEFRAG, arguments));
      case "version" -> out.print(VersionText.get());
      case "-h", "--help", "help" -> {
        out.print(USAGE + "\nFlags of hashkv:\n" + HelpText.flags(HASH));
        out.print("\nFlags of defrag:\n" + HelpText.flags(DEFRAG));
      }
      default ->
          throw new BadUsageException(
              "unknown command \"" + action + "\" for \"utl\"; utl help lists them");
    }
  }

  private void hashKv(Operands operands) throws IOException {
    FlagValues values = CommandLine.read(HASH, operands.flags(), Map.of());
    Path path = path(operands.onlyOne("a snapshot file or data directory"));
    long revision = values.get(REV);
    KvHash hash =
        Files.isDirectory(path) ? hashOfDirectory(path, revision) : hashOfFile(path, revision);
    WriteOut.print(new HashView(hash), values.get(WRITE_OUT), out);
  }

  private static KvHash hashOfDirectory(Path dataDir, long revision) throws IOException {
    try (OfflineStore store = OfflineStore.open(new FileDisk(), dataDir)) {
      return hash(store.engine(), revision);
    }
  }

  /** Takes the file over into a store that goes away again. */
  private static KvHash hashOfFile(Path file, long revision) throws IOException {
    Disk disk = new FileDisk();
    Path directory = Files.createTempDirectory("cornerstone-utl-");
    try (SnapshotFile snapshot = SnapshotFile.open(disk, file, false)) {
      Engine engine = SegmentEngine.open(disk, directory, SegmentEngine.Options.DEFAULT);
      try {
        Import.run(snapshot, engine, 0);
        engine.commit(LogPosition.ZERO);
        return hash(engine, revision);
      } finally {
        engine.abort();
      }
    } finally {
      disk.delete(directory);
    }
  }

  private static KvHash hash(Engine engine, long revision) throws IOException {
    try {
      return MvccStore.open(engine).hash(revision);
    } catch (RefusedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void defragment(Operands operands) throws IOException {
    FlagValues values = CommandLine.read(DEFRAG, operands.flags(), Map.of());
    if (values.get(DATA_DIR).isEmpty() || !operands.operands().isEmpty()) {
      throw new BadUsageException("defrag needs --data-dir and nothing else");
    }
    Path dataDir = path(values.get(DATA_DIR));
    try (OfflineStore store = OfflineStore.open(new FileDisk(), dataDir)) {
      Engine engine = store.engine();
      MvccStore.open(engine); // Tells the engine what nobody can read any more.
      long before = engine.sizeBytes();
      engine.beginDefragment();
      while (engine.defragmentStep()) {
        // Each step copies some more.
      }
      out.println(
          "Finished defragmenting directory %s: %d bytes, now %d"
              .formatted(dataDir, before, engine.sizeBytes()));
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadUsageException("\"" + text + "\" is not a path: " + e.getReason());
    }
  }
}
