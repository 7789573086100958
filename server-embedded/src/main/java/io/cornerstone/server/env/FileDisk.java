package io.cornerstone.server.env;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The machine's files. Files are made readable by their owner alone (0600) and directories likewise
 * (0700) where the file system knows POSIX permissions. Safe for use by many threads.
 *
 * <p>A file that is renamed by this object while it is open stays usable under its new name.
 */
public final class FileDisk implements Disk {
  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

  // Open files are told when their name changes, as they may have to open it once more.
  private final Set<FileDiskFile> openFiles = ConcurrentHashMap.newKeySet();

  @Override
  public DiskFile create(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes(path, "rw-------"));
    return register(path, channel);
  }

  @Override
  public DiskFile open(Path path, boolean writable) throws IOException {
    if (writable) {
      return register(path, FileChannel.open(path, StandardOpenOption.WRITE));
    }
    FileDiskFile file = register(path, null);
    try {
      file.openForReading();
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
    return file;
  }

  private FileDiskFile register(Path path, @Nullable FileChannel writing) {
    FileDiskFile file = new FileDiskFile(path, writing, openFiles::remove);
    openFiles.add(file);
    return file;
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(null);
    return names;
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute)) {
      return;
    }
    Path parent = absolute.getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      Files.createDirectory(absolute, attributes(absolute, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(absolute)) {
        throw new NotDirectoryException(absolute.toString());
      }
    }
    if (parent != null) {
      syncDirectory(parent);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    for (FileDiskFile file : openFiles) {
      file.renamed(from, to);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(path, new Deleter());
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    if (!isPosix(directory)) {
      return; // Windows cannot open a directory; its journal keeps names in order by itself.
    }
    boolean interrupted = Thread.interrupted(); // An interrupt would close the channel under us.
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (java.nio.file.FileSystemException e) {
      throw e; // Names its file already.
    } catch (IOException e) {
      throw new IOException("sync of directory " + directory + " failed: " + e.getMessage(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public AutoCloseable lock(Path lockFile) throws IOException {
    return FileDiskLock.take(lockFile);
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    if (!isPosix(path)) {
      return NO_ATTRIBUTES;
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Deletes what it visits; a link is deleted, not followed. */
  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
