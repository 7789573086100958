package io.cornerstone.server.cli;

import io.cornerstone.server.env.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of loaded classes that shortens later starts (class-data sharing). The launcher names
 * the place of one that is missing; it is then made by a {@link Rehearsal} in a process of its own.
 * Several processes may want the same one: one of them makes it, under another name first, so that
 * nobody ever sees half of one. That it cannot be made is no fault.
 */
final class SharedArchive {
  private static final Logger log = LoggerFactory.getLogger(SharedArchive.class);
  private static final String KEY = "cornerstone.archive";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration KEPT = Duration.ofDays(30); // Archives of older jars and JVMs.
  private static final String UNFINISHED = ".tmp";

  private static final String FINISHED = ".jsa";

  private final Path place; // What the names of all files here begin with.
  private final Path directory;
  private final Path lock;
  private final Path unfinished;
  private volatile @Nullable Process process;
  private volatile boolean isCancelled;

  /**
   * @param place where it is to be, without the end of its name, which is its size: whoever opens
   *     it must see that it is whole
   */
  SharedArchive(Path place) {
    this.place = place.toAbsolutePath();
    this.directory = Objects.requireNonNull(this.place.getParent(), "a directory");
    this.lock = sibling(".lock");
    this.unfinished = sibling("." + ProcessHandle.current().pid() + UNFINISHED);
  }

  private Path sibling(String ending) {
    return place.resolveSibling(place.getFileName() + ending);
  }

  /** What the launcher asks for; empty if there is one, or none is wanted. */
  static Optional<SharedArchive> wanted() {
    final String place = System.getProperty(KEY);
    return place == null || place.isEmpty()
        ? Optional.empty()
        : Optional.of(new SharedArchive(Path.of(place)));
  }

  /** The command {@code prepare}: makes the archive while the caller waits. */
  static int prepare(PrintStream out, PrintStream err) {
    final Optional<SharedArchive> wanted = wanted();
    if (wanted.isEmpty()) {
      err.println("cornerstone-server: prepare is a command of the launcher, bin/cornerstone");
      return Main.EXIT_USAGE;
    }
    try {
      final Optional<Path> made = wanted.get().make(List.of());
      if (made.isPresent()) {
        out.println(made.get());
        return Main.EXIT_OK;
      }
      err.println("cornerstone-server: another process is making " + wanted.get().place);
    } catch (IOException e) {
      err.println("cornerstone-server: no archive made: " + OneLine.of(e));
    }
    return Main.EXIT_FAILED;
  }

  /** Makes the archive with as little of the machine as possible; blocks until it is there. */
  void makeQuietly() {
    try {
      make(List.of("nice", "-n", "19"))
          .ifPresent(
              file ->
                  log.info("archive of classes made, the next start is shorter: file={}", file));
    } catch (IOException e) {
      log.debug("no archive of classes made: reason={}", e.toString());
    }
  }

  /** Ends what is being made: the process ends before it. Any thread. */
  void cancel() {
    isCancelled = true;
    final Process running = process;
    if (running != null) {
      running.destroyForcibly();
      tidy();
    }
  }

  /** The archive, made now or before; empty if another process is at it. */
  private Optional<Path> make(List<String> prefix) throws IOException {
    if (!takeLock()) {
      return Optional.empty();
    }
    try {
      final Optional<Path> found = find();
      if (found.isPresent()) {
        return found;
      }
      deleteLeftovers();
      final Process running = start(prefix);
      process = running;
      if (isCancelled || !running.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        running.destroyForcibly();
        throw new IOException("the rehearsal did not end");
      }
      if (running.exitValue() != 0 || !Files.exists(unfinished)) {
        throw new IOException("the rehearsal ended with exit code " + running.exitValue());
      }
      return Optional.of(finish());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      tidy();
    }
  }

  /** Durable before it has its name. */
  private Path finish() throws IOException {
    try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.READ)) {
      file.force(true);
    }
    final Path archive = sibling("-" + Files.size(unfinished) + FINISHED);
    Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
    return archive;
  }

  private Optional<Path> find() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, place.getFileName() + "-*" + FINISHED)) {
      final Iterator<Path> each = files.iterator();
      return each.hasNext() ? Optional.of(each.next()) : Optional.empty();
    }
  }

  private Process start(List<String> prefix) throws IOException {
    final List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:ArchiveClassesAtExit=" + unfinished);
    command.addAll(List.of("-Xshare:auto", "-Xlog:disable"));
    command.addAll(List.of("-jar", System.getProperty("java.class.path"), "rehearse"));
    return new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private boolean takeLock() throws IOException {
    try {
      writeLock();
      return true;
    } catch (FileAlreadyExistsException e) {
      if (isHolderAlive()) {
        return false;
      }
      // Two may come here at once, and both make one: a waste, but nothing worse.
      Files.deleteIfExists(lock);
      writeLock();
      return true;
    }
  }

  private void writeLock() throws IOException {
    Files.writeString(
        lock,
        Long.toString(ProcessHandle.current().pid()),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }

  private boolean isHolderAlive() throws IOException {
    final String text = Files.readString(lock, StandardCharsets.US_ASCII).strip();
    return text.matches("[0-9]{1,18}")
        && ProcessHandle.of(Long.parseLong(text)).map(ProcessHandle::isAlive).orElse(false);
  }

  private void deleteLeftovers() throws IOException {
    final Instant oldest = Instant.ofEpochMilli(new SystemClock().wallMillis()).minus(KEPT);
    final String prefix = place.getFileName() + ".";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "cornerstone-*")) {
      for (Path file : files) {
        final String name = file.getFileName().toString();
        final boolean isLeftover = name.startsWith(prefix) && name.endsWith(UNFINISHED);
        final boolean isOld =
            name.endsWith(FINISHED) && Files.getLastModifiedTime(file).toInstant().isBefore(oldest);
        if (isLeftover || isOld) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void tidy() {
    try {
      Files.deleteIfExists(unfinished);
      Files.deleteIfExists(lock);
    } catch (IOException e) {
      log.debug("leftovers of an archive stay: reason={}", e.toString());
    }
  }
}
