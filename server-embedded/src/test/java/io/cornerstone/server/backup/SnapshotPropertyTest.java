package io.cornerstone.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.Applier;
import io.cornerstone.server.env.FileDisk;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.HeapEngine;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.store.SegmentEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories through a snapshot file and back. */
class SnapshotPropertyTest {
  private static final int RUNS = 60;
  private static final FileDisk DISK = new FileDisk();

  @TempDir private Path temp;

  @Test
  void whatAClientSeesSurvivesTheFile() throws Exception {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      HeapEngine engine = new HeapEngine();
      History history = new History(engine, random);
      history.run(random.nextInt(300));
      Path file = save(engine);
      Applier restored = restore(file, new HeapEngine(), 0);
      assertThat(History.visible(restored))
          .as("seed %d", seed)
          .isEqualTo(History.visible(history.applier()));
      assertThat(restored.members()).isEmpty();
    }
  }

  @Test
  void theStoreOnDiskGivesTheSameFileAsTheOneInMemory() throws Exception {
    for (int seed = 0; seed < 8; seed++) {
      HeapEngine heap = new HeapEngine();
      new History(heap, new Random(seed)).run(200);
      Path directory = temp.resolve("store-" + seed);
      SegmentEngine disk = SegmentEngine.open(DISK, directory, SegmentEngine.Options.DEFAULT);
      try (disk) {
        new History(disk, new Random(seed)).run(200);
        Applier one = restore(save(heap), new HeapEngine(), 0);
        Applier other = restore(save(disk), new HeapEngine(), 0);
        assertThat(History.visible(one)).as("seed %d", seed).isEqualTo(History.visible(other));
      }
    }
  }

  @Test
  void aRaisedRevisionHidesThePast() throws Exception {
    HeapEngine engine = new HeapEngine();
    History history = new History(engine, new Random(11));
    history.run(150);
    long revision = history.applier().store().currentRevision();
    HeapEngine target = new HeapEngine();
    Applier restored = restore(save(engine), target, 1_000);
    assertThat(restored.store().currentRevision()).isEqualTo(revision + 1_000);
    assertThat(restored.store().compactRevision()).isEqualTo(revision + 1_000);
    assertThat(History.present(restored)).isEqualTo(History.present(history.applier()));
    assertThatThrownBy(() -> restored.store().history(revision, revision, 10, event -> {}))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.error()).isEqualTo(EtcdError.COMPACTED));
    assertThat(restored.store().history(revision + 1_000, Long.MAX_VALUE, 10, event -> {}))
        .isEqualTo(revision + 1_000);
    // A file that is made of that, and restored again, is the same.
    target.commit(new LogPosition(1, 1));
    Applier again = restore(save(target), new HeapEngine(), 0);
    assertThat(History.visible(again)).isEqualTo(History.visible(restored));
  }

  @Test
  void aFlippedBitIsFoundByTheDigest() throws Exception {
    HeapEngine engine = new HeapEngine();
    new History(engine, new Random(4)).run(100);
    Path file = save(engine);
    byte[] content = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      byte[] damaged = content.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertThatThrownBy(() -> SnapshotFile.open(DISK, file, true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not fit the digest");
    }
  }

  @Test
  void aFileWithoutDigestIsTakenOnlyIfAskedFor() throws Exception {
    HeapEngine engine = new HeapEngine();
    History history = new History(engine, new Random(6));
    history.run(100);
    Path file = temp.resolve("copy.db");
    Files.write(file, database(engine));
    assertThatThrownBy(() -> SnapshotFile.open(DISK, file, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no digest at its end");
    try (SnapshotFile snapshot = SnapshotFile.open(DISK, file, false)) {
      assertThat(snapshot.status().revision())
          .isEqualTo(history.applier().store().currentRevision());
    }
  }

  private Path save(Engine engine) throws Exception {
    byte[] database = database(engine);
    Path file = temp.resolve("snapshot.db");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(database);
    out.write(MessageDigest.getInstance("SHA-256").digest(database));
    Files.write(file, out.toByteArray());
    return file;
  }

  private static byte[] database(Engine engine) throws IOException {
    try (Engine.View view = engine.view()) {
      SnapshotContent content = new SnapshotContent(view);
      while (content.measure()) {
        // As long as it takes.
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (var piece = content.next(); !piece.isEmpty(); piece = content.next()) {
        piece.writeTo(out);
      }
      assertThat((long) out.size()).isEqualTo(content.sizeBytes());
      return out.toByteArray();
    }
  }

  private static Applier restore(Path file, Engine target, long bump) throws IOException {
    try (SnapshotFile snapshot = SnapshotFile.open(DISK, file, true)) {
      Import.run(snapshot, target, bump);
    }
    target.commit(LogPosition.ZERO);
    return Applier.open(target);
  }
}
