package io.cornerstone.server.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What every {@link Disk} must do; one subclass for each implementation. */
public abstract class DiskContract {
  /** The disk under test; always the same one within a test. */
  protected abstract Disk disk();

  /** An existing empty directory on it. */
  protected abstract Path directory();

  @Test
  void readsBackWhatWasWrittenAtPositions() throws IOException {
    try (DiskFile file = disk().create(path("a"))) {
      file.write(bytes("hello"), 0);
      file.write(bytes("world"), 10);
      file.write(bytes("HE"), 0);
      assertThat(file.size()).isEqualTo(15);
      assertThat(read(file, 0, 100)).isEqualTo("HEllo\0\0\0\0\0world");
      assertThat(read(file, 12, 2)).isEqualTo("rl");
      assertThat(read(file, 15, 4)).isEmpty();
      assertThat(read(file, 99, 4)).isEmpty();
      file.sync();
    }
    try (DiskFile file = disk().open(path("a"), false)) {
      assertThat(read(file, 10, 100)).isEqualTo("world");
    }
  }

  @Test
  void writeConsumesTheSourceAndMayGrowTheFileLater() throws IOException {
    ByteBuffer source = bytes("0123456789");
    source.position(3).limit(6);
    try (DiskFile file = disk().create(path("a"))) {
      file.write(source, 2);
      assertThat(source.remaining()).isZero();
      assertThat(read(file, 0, 100)).isEqualTo("\0\000345");
    }
  }

  @Test
  void truncateCuts() throws IOException {
    try (DiskFile file = disk().create(path("a"))) {
      file.write(bytes("0123456789"), 0);
      file.truncate(4);
      file.truncate(40);
      assertThat(file.size()).isEqualTo(4);
      file.write(bytes("x"), 6);
      assertThat(read(file, 0, 100)).isEqualTo("0123\0\0x");
    }
  }

  @Test
  void createRefusesAnExistingName() throws IOException {
    disk().create(path("a")).close();
    assertThatThrownBy(() -> disk().create(path("a")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a");
  }

  @Test
  void openRefusesAMissingName() {
    assertThatThrownBy(() -> disk().open(path("none"), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> disk().open(path("none"), true)).isInstanceOf(IOException.class);
  }

  @Test
  void aFileOpenedForReadingCannotBeChanged() throws IOException {
    disk().create(path("a")).close();
    try (DiskFile file = disk().open(path("a"), false)) {
      assertThatThrownBy(() -> file.write(bytes("x"), 0)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aClosedFileFailsAndClosesAgain() throws IOException {
    DiskFile file = disk().create(path("a"));
    file.close();
    file.close();
    assertThatThrownBy(() -> file.write(bytes("x"), 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(file, 0, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
  }

  @Test
  void listsSortedNamesAndNothingForAMissingDirectory() throws IOException {
    assertThat(disk().list(path("none"))).isEmpty();
    assertThat(disk().list(directory())).isEmpty();
    for (String name : new String[] {"c", "a", "b"}) {
      disk().create(path(name)).close();
    }
    disk().createDirectories(path("d/e"));
    assertThat(disk().list(directory())).containsExactly("a", "b", "c", "d");
    assertThat(disk().exists(path("a"))).isTrue();
    assertThat(disk().exists(path("d/e"))).isTrue();
    assertThat(disk().exists(path("x"))).isFalse();
  }

  @Test
  void createDirectoriesIsHarmlessWhenRepeatedButNotOverAFile() throws IOException {
    disk().createDirectories(path("d/e/f"));
    disk().createDirectories(path("d/e/f"));
    disk().create(path("file")).close();
    assertThatThrownBy(() -> disk().createDirectories(path("file/x")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void renameReplacesAFileAndAnOpenFileFollows() throws IOException {
    try (DiskFile old = disk().create(path("b"))) {
      old.write(bytes("old"), 0);
    }
    try (DiskFile file = disk().create(path("a"))) {
      file.write(bytes("new"), 0);
      disk().rename(path("a"), path("b"));
      assertThat(read(file, 0, 10)).isEqualTo("new");
      file.write(bytes("NEW"), 0);
    }
    disk().syncDirectory(directory());
    assertThat(disk().list(directory())).containsExactly("b");
    try (DiskFile file = disk().open(path("b"), false)) {
      assertThat(read(file, 0, 10)).isEqualTo("NEW");
    }
    assertThatThrownBy(() -> disk().rename(path("a"), path("c"))).isInstanceOf(IOException.class);
  }

  @Test
  void renameMovesADirectoryWithItsContent() throws IOException {
    disk().createDirectories(path("d"));
    try (DiskFile file = disk().create(path("d/a"))) {
      file.write(bytes("x"), 0);
      disk().rename(path("d"), path("e"));
      assertThat(read(file, 0, 10)).isEqualTo("x");
    }
    assertThat(disk().exists(path("d"))).isFalse();
    assertThat(disk().list(path("e"))).containsExactly("a");
  }

  @Test
  void deleteTakesFilesAndTrees() throws IOException {
    disk().createDirectories(path("d/e"));
    disk().create(path("d/e/f")).close();
    disk().create(path("a")).close();
    disk().delete(path("a"));
    disk().delete(path("a"));
    disk().delete(path("d"));
    assertThat(disk().list(directory())).isEmpty();
  }

  @Test
  void anOpenFileIsUsableAfterItsNameIsGone() throws IOException {
    try (DiskFile file = disk().create(path("a"))) {
      file.write(bytes("x"), 0);
      assertThat(read(file, 0, 10)).isEqualTo("x");
      disk().delete(path("a"));
      assertThat(read(file, 0, 10)).isEqualTo("x");
    }
  }

  @Test
  void aLockIsHeldOnceAndFreeAgainAfterClose() throws Exception {
    AutoCloseable held = disk().lock(path("lock"));
    assertThatThrownBy(() -> disk().lock(path("lock")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path("lock").toString());
    assertThatThrownBy(() -> disk().lock(path("d/../lock"))).isInstanceOf(IOException.class);
    held.close();
    held.close();
    disk().lock(path("lock")).close();
  }

  protected final Path path(String name) {
    return directory().resolve(name);
  }

  protected static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  protected static String read(DiskFile file, long position, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    int count = file.read(target, position);
    assertThat(target.position()).isEqualTo(count);
    return new String(target.array(), 0, count, StandardCharsets.ISO_8859_1);
  }
}
