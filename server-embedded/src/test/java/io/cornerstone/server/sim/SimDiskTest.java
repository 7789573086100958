package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.DiskContract;
import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SimDiskTest extends DiskContract {
  private static final Path DIRECTORY = Path.of("/data");

  private final SimDisk disk = new SimDisk();

  @BeforeEach
  void createDirectory() throws IOException {
    disk.createDirectories(DIRECTORY);
  }

  @Override
  protected Disk disk() {
    return disk;
  }

  @Override
  protected Path directory() {
    return DIRECTORY;
  }

  @Test
  void aCrashKeepsWhatWasSyncedAndMayLoseOrTearTheRest() throws IOException {
    DiskFile file = disk.create(path("a"));
    file.write(filled(1, 2048), 0);
    file.sync();
    disk.syncDirectory(DIRECTORY);
    file.write(filled(2, 4096), 1024);
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 300; seed++) {
      SimDisk crashed = disk.crash(new Random(seed));
      String left = sectors(crashed);
      assertThat(left).startsWith("11"); // Never written over.
      assertThat(left.substring(2)).matches("[12]{2}[02]*");
      seen.add(left);
    }
    assertThat(seen).contains("1111", "1122222222");
    assertThat(seen.size()).isGreaterThan(30);
  }

  private String sectors(SimDisk crashed) throws IOException {
    StringBuilder text = new StringBuilder();
    try (DiskFile file = crashed.open(path("a"), false)) {
      for (long at = 0; at < file.size(); at += 512) {
        ByteBuffer one = ByteBuffer.allocate(1);
        file.read(one, at);
        text.append(one.get(0));
      }
    }
    return text.toString();
  }

  @Test
  void aNameIsDurableOnlyAfterSyncOfItsDirectory() throws IOException {
    disk.create(path("kept")).close();
    disk.create(path("old")).close();
    disk.syncDirectory(DIRECTORY);
    disk.create(path("new")).close();
    disk.rename(path("old"), path("renamed"));
    disk.delete(path("kept"));
    Set<List<String>> seen = new HashSet<>();
    for (int seed = 0; seed < 300; seed++) {
      seen.add(disk.crash(new Random(seed)).list(DIRECTORY));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            List.of("kept", "old"),
            List.of("kept", "new", "old"),
            List.of("kept", "renamed"),
            List.of("kept", "new", "renamed"),
            List.of("old"),
            List.of("new", "old"),
            List.of("renamed"),
            List.of("new", "renamed"));
    disk.syncDirectory(DIRECTORY);
    assertThat(disk.crash(new Random(1)).list(DIRECTORY)).containsExactly("new", "renamed");
  }

  @Test
  void aKillKeepsAllThatWasWrittenButItCanStillBeLost() throws IOException {
    DiskFile file = disk.create(path("a"));
    file.write(bytes("x"), 0);
    SimDisk killed = disk.kill();
    file.write(bytes("y"), 0);
    assertThat(killed.hasUnsynced(path("a"))).isTrue();
    try (DiskFile survivor = killed.open(path("a"), false)) {
      assertThat(read(survivor, 0, 9)).isEqualTo("x");
    }
    Set<Boolean> nameSurvived = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      nameSurvived.add(killed.crash(new Random(seed)).exists(path("a")));
    }
    assertThat(nameSurvived).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void aFailedSyncLosesForGoodWhatItShouldHaveWritten() throws IOException {
    DiskFile file = disk.create(path("a"));
    disk.syncDirectory(DIRECTORY);
    file.write(bytes("x"), 0);
    disk.faults().fail(SimFaults.Kind.SYNC, 1);
    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    file.sync();
    assertThat(read(file, 0, 9)).isEqualTo("x");
    try (DiskFile after = disk.crash(new Random(1)).open(path("a"), false)) {
      assertThat(after.size()).isZero();
    }
  }

  @Test
  void theNthOperationFailsOnce() throws IOException {
    DiskFile file = disk.create(path("a"));
    disk.faults().fail(SimFaults.Kind.WRITE, 2);
    file.write(bytes("1234"), 0);
    assertThatThrownBy(() -> file.write(bytes("5678"), 4)).hasMessageContaining("a");
    assertThat(read(file, 0, 9)).isEqualTo("123456"); // Done by half.
    file.write(bytes("5678"), 4);
    assertThat(read(file, 0, 9)).isEqualTo("12345678");
  }

  @Test
  void afterTheStopEveryChangeFails() throws IOException {
    DiskFile file = disk.create(path("a"));
    disk.faults().stopAfter(1);
    file.sync();
    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> disk.create(path("b"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> file.write(bytes("5678"), 0)).isInstanceOf(IOException.class);
    assertThat(file.size()).isZero();
  }

  @Test
  void aFullDiskCutsTheWriteAndFails() throws IOException {
    DiskFile file = disk.create(path("a"));
    disk.faults().setCapacity(6);
    file.write(bytes("1234"), 0);
    assertThatThrownBy(() -> file.write(bytes("5678"), 4)).hasMessageContaining("No space left");
    assertThat(read(file, 0, 9)).isEqualTo("123456");
    file.write(bytes("xx"), 0); // Needs no room.
    assertThat(disk.totalBytes()).isEqualTo(6);
  }

  @Test
  void aFlippedBitIsFlippedOnTheMedium() throws IOException {
    DiskFile file = disk.create(path("a"));
    file.write(bytes("AAA"), 0);
    file.sync();
    disk.syncDirectory(DIRECTORY);
    disk.flipBit(path("a"), 9);
    assertThat(read(file, 0, 9)).isEqualTo("ACA");
    try (DiskFile after = disk.crash(new Random(1)).open(path("a"), false)) {
      assertThat(read(after, 0, 9)).isEqualTo("ACA");
    }
  }

  @Test
  void theHookSeesEveryOperation() throws IOException {
    StringBuilder seen = new StringBuilder();
    disk.faults().setHook((kind, path) -> seen.append(kind).append(' ').append(path).append('\n'));
    DiskFile file = disk.create(path("a"));
    file.write(bytes("x"), 0);
    file.sync();
    disk.syncDirectory(DIRECTORY);
    assertThat(seen.toString())
        .isEqualTo("CREATE /data/a\nWRITE /data/a\nSYNC /data/a\nSYNC_DIRECTORY /data\n");
  }

  private static ByteBuffer filled(int value, int length) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }
}
