package io.cornerstone.server.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDiskTest extends DiskContract {
  @TempDir private Path directory;

  private final FileDisk disk = new FileDisk();

  @Override
  protected Disk disk() {
    return disk;
  }

  @Override
  protected Path directory() {
    return directory;
  }

  @Test
  void readsAndWritesOnAnInterruptedThreadKeepTheFlag() throws IOException {
    try (DiskFile file = disk.create(path("a"))) {
      Thread.currentThread().interrupt();
      file.write(bytes("hello"), 0);
      file.sync();
      disk.syncDirectory(directory);
      assertThat(read(file, 0, 10)).isEqualTo("hello");
      assertThat(file.size()).isEqualTo(5);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(read(file, 0, 10)).isEqualTo("hello");
    }
  }

  @Test
  void interruptsInTheMiddleOfReadsHarmNeitherReadersNorTheWriter()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    ByteBuffer content = ByteBuffer.allocate(1 << 20);
    try (DiskFile file = disk.create(path("a"))) {
      file.write(content.duplicate(), 0);
      AtomicBoolean done = new AtomicBoolean();
      AtomicReference<Thread> reader = new AtomicReference<>();
      CompletableFuture<Integer> reads = new CompletableFuture<>();
      try (ThreadScheduler scheduler =
          new ThreadScheduler((name, failure) -> reads.completeExceptionally(failure))) {
        scheduler
            .serial("reader")
            .execute(
                () -> {
                  reader.set(Thread.currentThread());
                  reads.complete(readUntil(done, file, content.capacity()));
                });
        for (int i = 0; i < 300; i++) {
          Thread thread = reader.get();
          if (thread != null) {
            thread.interrupt();
          }
          assertThat(read(file, i, 1)).hasSize(1);
          file.write(bytes("x"), i);
        }
        done.set(true);
        assertThat(reads.get(10, TimeUnit.SECONDS)).isPositive();
      }
    }
  }

  private static int readUntil(AtomicBoolean done, DiskFile file, int size) {
    int count = 0;
    try {
      do {
        assertThat(file.read(ByteBuffer.allocate(size), 0)).isEqualTo(size);
        count++;
      } while (!done.get());
      return count;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void filesAndDirectoriesBelongToTheirOwnerAlone() throws IOException {
    disk.createDirectories(path("d/e"));
    disk.create(path("d/e/f")).close();
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(permissions("d")).isEqualTo("rwx------");
      assertThat(permissions("d/e")).isEqualTo("rwx------");
      assertThat(permissions("d/e/f")).isEqualTo("rw-------");
    }
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path(name)));
  }

  @Test
  void deleteRemovesALinkAndNotWhatItPointsTo() throws IOException {
    Files.createDirectory(path("target"));
    Files.createFile(path("target/kept"));
    disk.createDirectories(path("d"));
    Files.createSymbolicLink(path("d/link"), path("target"));
    disk.delete(path("d"));
    assertThat(disk.list(directory)).containsExactly("target");
    assertThat(disk.exists(path("target/kept"))).isTrue();
  }

  @Test
  void aLockHoldsAgainstAnotherDiskObjectToo() throws Exception {
    try (AutoCloseable held = disk.lock(path("lock"))) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> new FileDisk().lock(path("lock")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("locked by another member");
    }
    new FileDisk().lock(path("lock")).close();
  }

  @Test
  void errorsNameTheFile() throws IOException {
    try (DiskFile file = disk.create(path("a"))) {
      file.close();
      assertThatThrownBy(file::sync).hasMessageContaining(path("a").toString());
    }
  }
}
