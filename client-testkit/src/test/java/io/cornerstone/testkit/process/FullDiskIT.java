package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ServerProcess;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file system of a few MiB fills up under writes. The member ends with one line that says so;
 * with more room it starts again and has all that it acknowledged. Mounting takes root: without it
 * the test is skipped.
 */
class FullDiskIT {
  private static final int SMALL_MIB = 160;
  private static final int LARGER_MIB = 320;
  private static final int WRITES_MAX = 3_000;
  private static final String VALUE = "v".repeat(128 * 1024);

  @TempDir Path mountPoint;

  @Test
  void aMemberEndsWhenItsDiskIsFullAndGoesOnWithMoreRoom() {
    try (SmallDisk disk = SmallDisk.mountOrSkip(mountPoint, SMALL_MIB)) {
      Path dataDir = mountPoint.resolve("data");
      try (ServerProcess server =
              ServerProcess.start(Target.checkoutJar(), "--data-dir=" + dataDir);
          Wire wire = new Wire(server.clientUrl())) {
        SortedMap<String, String> acknowledged = writeUntilRefused(wire);
        assertThat(acknowledged).as("there was room for some").isNotEmpty();
        assertThat(server.awaitExit()).as("exit code").isNotZero();
        assertThat(server.output().lines().filter(line -> line.contains("member stops")))
            .as("what it says: %s", server.output())
            .singleElement()
            .asString()
            .containsIgnoringCase("no space left")
            .contains(dataDir.toString());

        disk.resize(LARGER_MIB);
        server.restart();
        assertThat(wire.readAll(true)).containsAllEntriesOf(acknowledged);
        wire.put("after", "goes on");
      }
    }
  }

  private static SortedMap<String, String> writeUntilRefused(Wire wire) {
    SortedMap<String, String> acknowledged = new TreeMap<>();
    for (int i = 0; i < WRITES_MAX; i++) {
      String key = "k/%06d".formatted(i);
      try {
        wire.put(key, VALUE);
      } catch (StatusRuntimeException e) {
        return acknowledged;
      }
      acknowledged.put(key, VALUE);
    }
    throw new AssertionError("the disk never got full");
  }

  /** A tmpfs of a given size. */
  private record SmallDisk(Path mountPoint) implements AutoCloseable {
    static SmallDisk mountOrSkip(Path mountPoint, int mib) {
      int exitCode =
          RunningCommand.run(
                  java.util.List.of(
                      "mount",
                      "-t",
                      "tmpfs",
                      "-o",
                      "size=" + mib + "m",
                      "tmpfs",
                      mountPoint.toString()),
                  java.util.Map.of(),
                  "",
                  Duration.ofSeconds(10))
              .exitCode();
      Assumptions.assumeTrue(exitCode == 0, "no right to mount a tmpfs: skipped here");
      return new SmallDisk(mountPoint);
    }

    void resize(int mib) {
      run("mount", "-o", "remount,size=" + mib + "m", mountPoint.toString());
    }

    @Override
    public void close() {
      run("umount", "-l", mountPoint.toString());
    }

    private static void run(String... command) {
      CommandResult result =
          RunningCommand.run(
              java.util.List.of(command), java.util.Map.of(), "", Duration.ofSeconds(10));
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
  }
}
