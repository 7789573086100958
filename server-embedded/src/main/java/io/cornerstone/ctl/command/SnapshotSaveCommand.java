package io.cornerstone.ctl.command;

import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.client.maintenance.SnapshotResult;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.run.Progress;
import io.cornerstone.ctl.text.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code snapshot save FILE}. */
@Command(
    name = "save",
    description = "Stores an etcd node backend snapshot to a given file.",
    customSynopsis = "ctl snapshot save <filename>")
final class SnapshotSaveCommand extends CtlCommand {
  private static final long LOOK_MILLIS = 200;

  SnapshotSaveCommand(Context context) {
    super(context);
  }

  @Override
  boolean hasTable() {
    return true; // It shows nothing but a line, in whatever form.
  }

  @Override
  void run() {
    Path file = path(onlyWord("snapshot save expects one argument"));
    List<String> endpoints = context().options().endpoints();
    if (endpoints.size() != 1) {
      throw Failure.arguments(
          "snapshot must be requested to one selected node, not multiple " + endpoints);
    }
    String address = context().options().withScheme(endpoints.get(0));
    Maintenance maintenance = client().maintenance();
    long expected = await(maintenance.status(address)).storage().sizeBytes();
    CompletableFuture<SnapshotResult> saving = maintenance.snapshot(address, file);
    try (Progress progress = new Progress(context().console(), "saving")) {
      while (!isDone(saving)) {
        long written = size(file.resolveSibling(file.getFileName() + ".part"));
        progress.show(written, expected, ByteSize.of(written));
      }
    }
    await(saving);
    context().printLine("Snapshot saved at " + file);
  }

  /** Waits for the end, for a moment. */
  private static boolean isDone(CompletableFuture<?> work) {
    try {
      work.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true; // Whoever awaits it learns why.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // Not there yet, or renamed already.
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw Failure.arguments("\"" + text + "\" is not a path: " + e.getReason());
    }
  }
}
