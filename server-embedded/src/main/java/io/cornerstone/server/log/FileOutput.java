package io.cornerstone.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cornerstone.server.env.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file that is appended to, and gives way to a new one if there is a rotation. */
final class FileOutput implements LogOutput {
  private final Path file;
  private final Optional<LogBackups> backups;
  private final Clock clock;
  private OutputStream out;
  private long bytes;

  private FileOutput(Path file, Optional<LogBackups> backups, Clock clock) throws IOException {
    this.file = file;
    this.backups = backups;
    this.clock = clock;
    this.out = append(file);
    this.bytes = Files.size(file);
  }

  /**
   * Opens a file, with the directories above it.
   *
   * @param backups where it is put aside when it is full; empty if never
   */
  static FileOutput open(Path file, Optional<LogBackups> backups, Clock clock) throws IOException {
    final Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    return new FileOutput(file, backups, clock);
  }

  private static OutputStream append(Path file) throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void write(String line) throws IOException {
    final byte[] content = line.getBytes(UTF_8);
    if (backups.isPresent()
        && bytes > 0
        && bytes + content.length > backups.get().rotation().bytesMax()) {
      out.close();
      backups.get().putAside(clock.wallMillis());
      out = append(file);
      bytes = Files.size(file);
    }
    out.write(content);
    bytes += content.length;
  }
}
