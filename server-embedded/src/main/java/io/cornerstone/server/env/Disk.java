package io.cornerstone.server.env;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The only way to files. What was written and not synced may be lost, whole or in part and in any
 * order, when the machine stops; a created, renamed or deleted name is durable only after {@link
 * #syncDirectory}.
 */
public interface Disk {
  /** Creates an empty file for reading and writing; fails if the name exists. */
  DiskFile create(Path path) throws IOException;

  /** Opens an existing file for reading and, if asked, writing. */
  DiskFile open(Path path, boolean writable) throws IOException;

  boolean exists(Path path) throws IOException;

  /** The names (not paths) in a directory, sorted; empty if the directory does not exist. */
  List<String> list(Path directory) throws IOException;

  /** Creates a directory and its parents, durably; harmless if it exists. */
  void createDirectories(Path directory) throws IOException;

  /**
   * Renames a file or directory within one file system, atomically, replacing a file that is there.
   */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file, or a directory with all that is in it; harmless if there is none. */
  void delete(Path path) throws IOException;

  /** Makes the names in a directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /**
   * Takes the exclusive lock that a lock file stands for, until closed. Fails with an IOException
   * that names the path if another process, or another member in this one, holds it.
   */
  AutoCloseable lock(Path lockFile) throws IOException;
}
