package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.sim.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SegmentEngineTest {
  private static final Path DIRECTORY = Path.of("/member/store");
  private static final SegmentEngine.Options TINY =
      SegmentEngine.Options.DEFAULT.withSegmentBytes(1000);

  private final SimDisk disk = new SimDisk();
  private final List<Change> written = new ArrayList<>();
  private long index;

  private SegmentEngine open(SegmentEngine.Options options) throws IOException {
    return SegmentEngine.open(disk, DIRECTORY, options);
  }

  private void put(Engine engine, String value) {
    Change change = StoreModel.put(written.size() + 1L, 0, value);
    engine.append(change.revision(), change.tombstone(), change.kv());
    written.add(change);
  }

  private void commit(Engine engine) {
    index++;
    engine.commit(new LogPosition(1, index));
  }

  private void commitAndSync(Engine engine) {
    commit(engine);
    engine.sync();
  }

  /** Lets a death become old enough for its revision to be dropped. */
  private void settle(Engine engine) {
    commitAndSync(engine);
    commitAndSync(engine);
  }

  private static List<Change> all(Engine engine) {
    return StoreModel.scan(engine, StoreModel.FIRST, StoreModel.END);
  }

  @Test
  void whatWasAppendedCanBeReadAtOnce() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    assertThat(all(engine)).isEmpty();
    put(engine, "a");
    assertThat(engine.get(new Revision(1, 0))).isEqualTo(written.get(0));
    assertThat(all(engine)).isEqualTo(written);
    assertThat(engine.committed()).isEqualTo(LogPosition.ZERO);
  }

  @Test
  void aMissingRevisionIsNoSuchElement() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    assertThatThrownBy(() -> engine.get(new Revision(1, 0)))
        .isInstanceOf(NoSuchElementException.class);
    put(engine, "a");
    assertThatThrownBy(() -> engine.get(new Revision(1, 1)))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("1.1");
  }

  @Test
  void aNewEngineHoldsLittle() throws IOException {
    open(SegmentEngine.Options.DEFAULT);
    assertThat(disk.totalBytes()).isLessThan(200);
  }

  @Test
  void whatWasNotCommittedIsForgotten() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    put(engine, "a");
    engine.putState("meta", ByteString.copyFromUtf8("k"), ByteString.copyFromUtf8("v"));
    commit(engine);
    put(engine, "b".repeat(2 << 20)); // So much that it is in the file already.
    engine.removeState("meta", ByteString.copyFromUtf8("k"));
    engine.close();
    SegmentEngine again = open(SegmentEngine.Options.DEFAULT);
    assertThat(all(again)).isEqualTo(written.subList(0, 1));
    assertThat(again.state("meta")).hasSize(1);
    assertThat(again.committed()).isEqualTo(new LogPosition(1, 1));
    assertThat(disk.totalBytes()).isLessThan(1000);
  }

  @Test
  void aCommitIsDurableAfterSyncAndNotBefore() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    put(engine, "a");
    commit(engine);
    assertThat(engine.synced()).isEqualTo(LogPosition.ZERO);
    engine.sync();
    assertThat(engine.synced()).isEqualTo(new LogPosition(1, 1));
    assertThat(disk.hasUnsynced(disk.files().get(0))).isFalse();
  }

  @Test
  void revisionsOutOfOrderAreRefused() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    put(engine, "a");
    Change same = written.get(0);
    assertThatThrownBy(() -> engine.append(same.revision(), false, same.kv()))
        .hasMessageContaining("invariant");
  }

  @Test
  void aClosedEngineRefusesEverything() throws IOException {
    SegmentEngine engine = open(TINY);
    put(engine, "a");
    commit(engine);
    engine.close();
    engine.close();
    engine.abort();
    assertClosed(() -> engine.get(new Revision(1, 0)));
    assertClosed(() -> all(engine));
    assertClosed(() -> engine.state("meta"));
    assertClosed(engine::view);
    assertClosed(engine::sync);
    assertClosed(() -> engine.commit(new LogPosition(1, 9)));
    assertClosed(() -> put(engine, "b"));
  }

  private static void assertClosed(Runnable action) {
    assertThatThrownBy(action::run).isInstanceOf(Engine.ClosedEngineException.class);
  }

  @Test
  void smallMapsSurviveTheSegmentsTheyWereWrittenIn() throws IOException {
    SegmentEngine engine = open(TINY);
    for (int i = 0; i < 200; i++) { // Much more of it than fits in a segment.
      engine.putState("lease", ByteString.copyFromUtf8("l" + i), ByteString.copyFromUtf8("v" + i));
      commitAndSync(engine);
    }
    settle(engine);
    while (engine.reclaimStep()) {}
    var expected = engine.state("lease");
    engine.close();
    SegmentEngine again = open(TINY);
    assertThat(again.state("lease")).hasSize(200).isEqualTo(expected);
    assertThat(again.committed()).isEqualTo(new LogPosition(1, index));
  }

  @Test
  void aSegmentIsNotRewrittenBeforeTheNextOneIsDurable() throws IOException {
    SegmentEngine engine = open(TINY);
    for (int i = 0; i < 60; i++) { // Nothing but old state: worth rewriting as soon as possible.
      engine.putState("meta", ByteString.copyFromUtf8("k"), ByteString.copyFromUtf8("v" + i));
      commit(engine);
      LogPosition synced = engine.synced();
      for (int seed = 0; seed < 5; seed++) {
        SegmentEngine left = SegmentEngine.open(disk.crash(new Random(seed)), DIRECTORY, TINY);
        assertThat(left.committed()).isBetween(synced, engine.committed());
      }
    }
  }

  @Test
  void deadSegmentsShrinkToNearlyNothingAndJoin() throws IOException {
    SegmentEngine engine = open(TINY);
    for (int i = 0; i < 100; i++) {
      put(engine, "v".repeat(100));
      commitAndSync(engine);
    }
    int files = disk.files().size();
    assertThat(files).isGreaterThan(10);
    for (Change change : written) {
      engine.markDead(change.revision());
    }
    assertThat(engine.reclaimStep()).isFalse(); // A crash would bring them back.
    settle(engine);
    while (engine.reclaimStep()) {}
    assertThat(all(engine)).isEmpty();
    assertThat(disk.files()).hasSizeLessThan(4);
    assertThat(engine.sizeBytes()).isLessThan(2000).isEqualTo(disk.totalBytes());
    engine.close();
    assertThat(all(open(TINY))).isEmpty();
  }

  @Test
  void aSegmentMostlyDeadIsRewrittenAndAViewKeepsTheOldOne() throws IOException {
    SegmentEngine engine = open(TINY);
    for (int i = 0; i < 50; i++) {
      put(engine, "v".repeat(100));
      commitAndSync(engine);
    }
    List<Change> kept = new ArrayList<>();
    for (Change change : written) {
      if (change.revision().main() % 5 == 0) {
        kept.add(change);
      } else {
        engine.markDead(change.revision());
      }
    }
    Engine.View view = engine.view();
    long before = disk.totalBytes();
    settle(engine);
    while (engine.reclaimStep()) {}
    assertThat(all(engine).subList(0, 9)).isEqualTo(kept.subList(0, 9));
    assertThat(disk.totalBytes()).isGreaterThan(before); // The view needs the old files.
    var stream = new java.io.ByteArrayOutputStream();
    view.writeTo(stream);
    view.close();
    view.close();
    commit(engine);
    assertThat(disk.totalBytes()).isLessThan(before / 2);
    var content = new java.io.ByteArrayInputStream(stream.toByteArray());
    SegmentEngine restored = SegmentEngine.restore(disk, Path.of("/member/other"), content, TINY);
    assertThat(all(restored)).isEqualTo(written);
    assertThatThrownBy(() -> view.writeTo(stream)).isInstanceOf(IOException.class);
  }

  @Test
  void whatDiesDuringARewriteIsKeptUntilItsDeathIsDurable() throws IOException {
    SegmentEngine engine = open(TINY);
    for (int i = 0; i < 40; i++) {
      put(engine, "v".repeat(100));
      commitAndSync(engine);
    }
    for (Change change : written.subList(0, 30)) {
      if (change.revision().main() % 3 != 0) {
        engine.markDead(change.revision());
      }
    }
    settle(engine);
    assertThat(engine.reclaimStep(1)).isTrue(); // Half done now.
    Revision late = new Revision(6, 0);
    engine.markDead(late);
    while (engine.reclaimStep(300)) {}
    assertThat(all(engine)).extracting(Change::revision).hasSize(19).doesNotContain(late);
    SegmentEngine crashed = SegmentEngine.open(disk.crash(new Random(1)), DIRECTORY, TINY);
    assertThat(all(crashed)).extracting(Change::revision).hasSize(20).contains(late);
    for (int i = 0; i < 9; i++) {
      engine.markDead(new Revision(9 + 3 * (i / 2), 0));
    }
    settle(engine);
    while (engine.reclaimStep(300)) {}
    assertThat(all(engine)).hasSize(14);
    assertThatThrownBy(() -> engine.get(late)).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aMissingSegmentIsDamage() throws IOException {
    SegmentEngine engine = open(TINY);
    for (int i = 0; i < 50; i++) {
      put(engine, "v".repeat(100));
      commit(engine);
    }
    engine.close();
    disk.delete(disk.files().get(1));
    assertThatThrownBy(() -> open(TINY))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("expected segment 2")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aTornPartThatWasNotSyncedIsCutEvenIfLaterCommitsAreWhole() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    put(engine, "a");
    commitAndSync(engine);
    long end = disk.totalBytes();
    put(engine, "b".repeat(100));
    commit(engine);
    put(engine, "c");
    commit(engine);
    engine.abort();
    overwrite(end + 50);
    SegmentEngine again = open(SegmentEngine.Options.DEFAULT);
    assertThat(again.committed()).isEqualTo(new LogPosition(1, 1));
    assertThat(all(again)).isEqualTo(written.subList(0, 1));
  }

  @Test
  void aFaultInWhatALaterCommitCallsDurableIsDamage() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    put(engine, "a".repeat(100));
    long start = disk.totalBytes();
    commitAndSync(engine);
    put(engine, "b");
    commit(engine);
    engine.abort();
    overwrite(start + 50);
    assertThatThrownBy(() -> open(SegmentEngine.Options.DEFAULT))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("0000000000000001-")
        .hasMessageContaining("byte " + start)
        .hasMessageContaining("checksum");
  }

  @Test
  void aSoundRecordOfAnotherHistoryIsNotTakenForOurs() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    put(engine, "first");
    commitAndSync(engine);
    long start = disk.totalBytes();
    put(engine, "ours");
    commit(engine);
    engine.abort();
    // What another life of this file may have left at the same place: whole, and as long.
    SimDisk other = new SimDisk();
    SegmentEngine elsewhere = SegmentEngine.open(other, DIRECTORY, SegmentEngine.Options.DEFAULT);
    elsewhere.append(written.get(0).revision(), false, written.get(0).kv());
    elsewhere.commit(new LogPosition(1, 1));
    elsewhere.sync();
    Change alien = StoreModel.put(2, 0, "them");
    elsewhere.append(alien.revision(), false, alien.kv());
    elsewhere.commit(new LogPosition(1, 2));
    elsewhere.abort();
    assertThat(other.totalBytes()).isEqualTo(disk.totalBytes());
    int length = (int) (disk.totalBytes() - start - CommitMark.LENGTH);
    ByteBuffer record = ByteBuffer.allocate(length);
    try (var from = other.open(other.files().get(0), false);
        var to = disk.open(disk.files().get(0), true)) {
      from.read(record, start);
      to.write(record.flip(), start);
    }
    SegmentEngine again = open(SegmentEngine.Options.DEFAULT);
    assertThat(all(again)).isEqualTo(written.subList(0, 1));
    assertThat(again.committed()).isEqualTo(new LogPosition(1, 1));
  }

  @Test
  void aBlockThatAViewReadInPartIsReadAgainInFull() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    put(engine, "a");
    commit(engine);
    try (Engine.View view = engine.view()) {
      put(engine, "b"); // Of the same block.
      for (int i = 0; i < 10; i++) {
        put(engine, "v".repeat(500_000)); // So much that the block is in the file alone.
      }
      commit(engine);
      view.writeTo(java.io.OutputStream.nullOutputStream());
      assertThat(engine.get(new Revision(2, 0))).isEqualTo(written.get(1));
    }
  }

  private void overwrite(long position) throws IOException {
    try (var file = disk.open(disk.files().get(0), true)) {
      file.write(ByteBuffer.wrap(new byte[] {'?', '!'}), position);
    }
  }

  @Test
  void aFailedSyncStopsTheWriter() throws IOException {
    SegmentEngine engine = open(SegmentEngine.Options.DEFAULT);
    put(engine, "a");
    commit(engine);
    disk.faults().fail(io.cornerstone.server.sim.SimFaults.Kind.SYNC, 1);
    assertThatThrownBy(engine::sync).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(engine::sync).hasMessageContaining("stopped after");
    assertThatThrownBy(() -> put(engine, "b")).isInstanceOf(UncheckedIOException.class);
    assertThat(engine.synced()).isEqualTo(LogPosition.ZERO);
    assertThat(engine.get(new Revision(1, 0))).isEqualTo(written.get(0));
    engine.close();
  }

  @Test
  void moreThanMemoryKeepsIsReadFromTheFile() throws IOException {
    for (long cacheBytes : new long[] {0, 1 << 20}) {
      SegmentEngine engine =
          SegmentEngine.open(
              disk,
              Path.of("/cache" + cacheBytes),
              SegmentEngine.Options.DEFAULT.withCacheBytes(cacheBytes));
      written.clear();
      for (int i = 0; i < 20_000; i++) { // One commit of some 6 MiB.
        put(engine, "v".repeat(300));
      }
      commit(engine);
      assertThat(all(engine)).isEqualTo(written);
      for (int i = 0; i < written.size(); i += 7) {
        assertThat(engine.get(new Revision(i + 1, 0))).isEqualTo(written.get(i));
      }
    }
  }
}
