package io.cornerstone.client.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something read from files, and read again once they have changed. If that fails, as it does while
 * they are being replaced, what was read before stays in use, and the next look tries again.
 *
 * <p>Safe for all threads.
 */
final class Reloaded<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Reloaded.class);

  /** Reads the files. */
  @FunctionalInterface
  interface Reader<T> {
    T read() throws IOException, GeneralSecurityException;
  }

  private final List<Path> files;
  private final Reader<T> reader;
  private volatile Version<T> current;

  /** What was read, and of which files. */
  private record Version<T>(List<Stamp> stamps, T value) {}

  private record Stamp(FileTime modified, long size, @Nullable Object identity) {}

  /**
   * Reads for the first time.
   *
   * @throws IOException if a file cannot be read
   * @throws GeneralSecurityException if one does not have what it should
   */
  Reloaded(List<Path> files, Reader<T> reader) throws IOException, GeneralSecurityException {
    this.files = List.copyOf(files);
    this.reader = reader;
    this.current = read();
  }

  T get() {
    Version<T> known = current;
    try {
      if (!known.stamps.equals(stamps())) {
        known = read();
        current = known;
        LOG.info("certificates were read again from {}", files);
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("certificates could not be read again from {}; the old stay in use", files, e);
    }
    return known.value;
  }

  /** Stamps first: a change in between is seen the next time. */
  private Version<T> read() throws IOException, GeneralSecurityException {
    List<Stamp> stamps = stamps();
    return new Version<>(stamps, reader.read());
  }

  private List<Stamp> stamps() throws IOException {
    List<Stamp> stamps = new ArrayList<>(files.size());
    for (Path file : files) {
      var attributes =
          Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
      stamps.add(new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
    }
    return stamps;
  }
}
