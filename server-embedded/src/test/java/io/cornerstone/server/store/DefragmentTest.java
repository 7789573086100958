package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.sim.SimDisk;
import io.cornerstone.server.sim.SimFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** All room comes back, whenever the power goes, and a full disk does no harm. */
final class DefragmentTest {
  private static final Path DIRECTORY = Path.of("/member/store");

  /** Rewrites nothing by itself. */
  private static final SegmentEngine.Options OPTIONS =
      SegmentEngine.Options.DEFAULT.withSegmentBytes(2000).withLiveShareMin(0);

  private final SimDisk disk = new SimDisk();
  private final List<Change> written = new ArrayList<>();
  private SegmentEngine engine;
  private long index;

  DefragmentTest() throws IOException {
    engine = SegmentEngine.open(disk, DIRECTORY, OPTIONS);
  }

  private void fill(int changes) {
    for (int i = 0; i < changes; i++) {
      Change change = StoreModel.put(written.size() + 1L, 0, "v".repeat(100));
      engine.append(change.revision(), change.tombstone(), change.kv());
      written.add(change);
      commit();
    }
    engine.sync();
  }

  private void commit() {
    index++;
    engine.commit(new LogPosition(1, index));
  }

  /** Marks all dead but those that the test keeps. */
  private List<Change> kill(Predicate<Revision> kept) {
    List<Change> left = new ArrayList<>();
    for (Change change : written) {
      if (kept.test(change.revision())) {
        left.add(change);
      } else {
        engine.markDead(change.revision());
      }
    }
    return left;
  }

  private void defragment() {
    engine.beginDefragment();
    while (engine.defragmentStep()) {}
  }

  private List<Change> all() {
    return StoreModel.scan(engine, StoreModel.FIRST, StoreModel.END);
  }

  @Test
  void whatIsDeadLeavesTheDisk() throws IOException {
    fill(200);
    long before = engine.sizeBytes();
    List<Change> left = kill(revision -> revision.main() % 4 == 0);
    commit();
    defragment();
    assertThat(all()).isEqualTo(left);
    assertThat(engine.sizeBytes()).isLessThan(before * 2 / 5).isEqualTo(disk.totalBytes());
    assertThat(engine.liveBytes()).isEqualTo(engine.sizeBytes());
    long once = engine.sizeBytes();
    defragment();
    assertThat(engine.sizeBytes()).isEqualTo(once);
    engine.close();
    engine = SegmentEngine.open(disk, DIRECTORY, OPTIONS);
    assertThat(all()).isEqualTo(left);
    fill(3);
    assertThat(all()).hasSize(left.size() + 3);
  }

  @Test
  void evenOneDeadRevisionIsWorthIt() {
    fill(20);
    defragment();
    long before = engine.sizeBytes();
    kill(revision -> revision.main() != 7);
    commit();
    defragment();
    assertThat(before - engine.sizeBytes()).isBetween(100L, 400L);
  }

  @Test
  void whatDiesWhileNothingIsAppliedLeavesTheDiskToo() {
    fill(20);
    defragment();
    long before = engine.sizeBytes();
    kill(revision -> revision.main() > 10);
    engine.commit(engine.committed());
    defragment();
    assertThat(before - engine.sizeBytes()).isGreaterThan(1000);
  }

  @Test
  void aPowerLossAtAnyChangeOfTheDiskLosesNothing() {
    fill(60);
    List<Change> left = kill(revision -> revision.main() % 3 == 0);
    commit();
    List<SimDisk> images = new ArrayList<>();
    disk.faults()
        .setHook(
            (kind, path) -> {
              if (kind != SimFaults.Kind.READ) {
                Random random = new Random(images.size());
                images.add(random.nextBoolean() ? disk.kill() : disk.crash(random));
              }
            });
    defragment();
    disk.faults().setHook(null);
    images.add(disk.crash(new Random(1)));
    assertThat(images).hasSizeGreaterThan(20);
    images.forEach(image -> assertNothingLost(image, left));
  }

  private static void assertNothingLost(SimDisk image, List<Change> left) {
    try {
      SegmentEngine opened = SegmentEngine.open(image, DIRECTORY, OPTIONS);
      assertThat(StoreModel.scan(opened, StoreModel.FIRST, StoreModel.END)).containsAll(left);
      assertThat(opened.committed().index()).isGreaterThanOrEqualTo(60);
      assertThat(image.files()).noneMatch(file -> file.toString().endsWith(".tmp"));
      opened.abort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFullDiskGivesItUpAndHarmsNothing() throws IOException {
    fill(60);
    List<Change> left = kill(revision -> revision.main() % 3 == 0);
    commit();
    engine.beginDefragment();
    long full = disk.totalBytes();
    disk.faults().setCapacity(full + 100);
    assertThatThrownBy(
            () -> {
              while (engine.defragmentStep()) {}
            })
        .isInstanceOf(Engine.RewriteFailedException.class);
    assertThat(disk.totalBytes()).isEqualTo(full);
    assertThat(engine.defragmentStep()).isFalse();
    disk.faults().clear();
    fill(1);
    left.add(written.get(60));
    assertThat(all()).isEqualTo(left);
    defragment();
    assertThat(all()).isEqualTo(left);
    assertThat(disk.totalBytes()).isLessThan(full / 2);
    engine.close();
    assertNothingLost(disk, left);
  }

  @Test
  void aRewriteWhoseSyncFailsIsNeverUsed() {
    fill(60);
    List<Change> left = kill(revision -> revision.main() % 3 == 0);
    commit();
    engine.beginDefragment();
    disk.faults().fail(SimFaults.Kind.SYNC, 1);
    assertThatThrownBy(engine::defragmentStep).isInstanceOf(Engine.RewriteFailedException.class);
    assertThat(disk.files()).noneMatch(file -> file.toString().endsWith(".tmp"));
    assertThat(all()).isEqualTo(left);
    assertNothingLost(disk.crash(new Random(1)), left);
  }

  @Test
  void damageThatIsFoundOnTheWayStopsTheStore() throws IOException {
    fill(60);
    kill(revision -> revision.main() % 3 == 0);
    commit();
    engine.close();
    Path first = disk.files().get(0);
    disk.flipBit(first, 8 * 200);
    engine = SegmentEngine.open(disk, DIRECTORY, OPTIONS);
    kill(revision -> revision.main() % 3 == 0);
    commit();
    assertThatThrownBy(this::defragment)
        .hasRootCauseInstanceOf(DamagedStoreException.class)
        .rootCause()
        .hasMessageContaining(first.getFileName().toString());
    assertThatThrownBy(this::commit).hasMessageContaining("stopped after");
  }
}
