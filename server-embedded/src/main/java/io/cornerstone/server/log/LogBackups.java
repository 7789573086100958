package io.cornerstone.server.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Log files that were put aside: {@code name-2006-01-02T15-04-05.000.ext} beside the log. Packing
 * and deleting is for the executor, as it may take seconds; a failure there leaves a file more.
 */
final class LogBackups {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);
  private static final String PACKED = ".gz";

  private final Path file;
  private final LogRotation rotation;
  private final ZoneId zone;
  private final Executor executor;
  private final String stem; // Of the names of backups, with the dash.
  private final String ending;

  LogBackups(Path file, LogRotation rotation, Executor executor) {
    this.file = file.toAbsolutePath();
    this.rotation = rotation;
    this.zone = rotation.usesLocalTime() ? ZoneId.systemDefault() : ZoneOffset.UTC;
    this.executor = executor;
    final String name = String.valueOf(file.getFileName());
    final int dot = name.lastIndexOf('.');
    this.stem = (dot <= 0 ? name : name.substring(0, dot)) + "-";
    this.ending = dot <= 0 ? "" : name.substring(dot);
  }

  LogRotation rotation() {
    return rotation;
  }

  /** Renames the log, which is closed; what has become too old or too much is deleted later. */
  void putAside(long wallMillis) throws IOException {
    final Instant now = Instant.ofEpochMilli(wallMillis);
    final Path target = file.resolveSibling(stem + STAMP.format(now.atZone(zone)) + ending);
    Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
    executor.execute(() -> tidy(now));
  }

  private void tidy(Instant now) {
    try {
      final List<Path> newestFirst = list();
      for (int i = 0; i < newestFirst.size(); i++) {
        final Path backup = newestFirst.get(i);
        if (isTooMuch(i) || isTooOld(backup, now)) {
          Files.deleteIfExists(backup);
        } else if (rotation.compresses() && !backup.toString().endsWith(PACKED)) {
          pack(backup);
        }
      }
    } catch (IOException e) {
      // Tried again when the next file is put aside.
    }
  }

  private boolean isTooMuch(int newerOnes) {
    return rotation.backupsMax() > 0 && newerOnes >= rotation.backupsMax();
  }

  private boolean isTooOld(Path backup, Instant now) {
    final Instant time = time(backup);
    return rotation.ageDaysMax() > 0
        && time != null
        && time.isBefore(now.minus(Duration.ofDays(rotation.ageDaysMax())));
  }

  private List<Path> list() throws IOException {
    final Path directory = file.getParent();
    if (directory == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(path -> time(path) != null)
          .sorted(Comparator.comparing(Path::toString).reversed())
          .toList();
    }
  }

  /** When a backup was put aside; null if the file is none. */
  private @Nullable Instant time(Path path) {
    String name = String.valueOf(path.getFileName());
    if (name.endsWith(PACKED)) {
      name = name.substring(0, name.length() - PACKED.length());
    }
    final int until = name.length() - ending.length();
    if (!name.startsWith(stem) || !name.endsWith(ending) || until < stem.length()) {
      return null;
    }
    try {
      return LocalDateTime.parse(name.substring(stem.length(), until), STAMP)
          .atZone(zone)
          .toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static void pack(Path backup) throws IOException {
    final Path unfinished = backup.resolveSibling(backup.getFileName() + PACKED + ".tmp");
    try (InputStream in = Files.newInputStream(backup);
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
      in.transferTo(out);
    }
    Files.move(
        unfinished,
        backup.resolveSibling(backup.getFileName() + PACKED),
        StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(backup);
  }
}
