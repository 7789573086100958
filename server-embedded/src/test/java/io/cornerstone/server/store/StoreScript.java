package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Does random things to an engine and to a model of it, and remembers what each commit was. */
final class StoreScript {
  static final Path DIRECTORY = Path.of("/member/store");

  private final RandomGenerator random;
  private final SegmentEngine.Options options;
  private Disk disk;
  private SegmentEngine engine;
  private StoreModel now = new StoreModel();
  private long main = 1;
  private boolean isUncommitted;

  /** What each commit was, the open one first. The newest may not have been finished. */
  private final List<StoreModel> commits = new ArrayList<>();

  StoreScript(RandomGenerator random, Disk disk) throws IOException {
    this(random, disk, List.of(200L, 1000L, 4000L, 20_000L).get(random.nextInt(4)));
  }

  StoreScript(RandomGenerator random, Disk disk, long segmentBytes) throws IOException {
    this.random = random;
    this.disk = disk;
    this.options =
        new SegmentEngine.Options(
            segmentBytes,
            List.of(0.0, 0.3, 0.5, 0.9).get(random.nextInt(4)),
            random.nextBoolean() ? 0 : 64 << 10);
    this.engine = SegmentEngine.open(disk, DIRECTORY, options);
    commits.add(now.copy());
  }

  SegmentEngine engine() {
    return engine;
  }

  SegmentEngine.Options options() {
    return options;
  }

  List<StoreModel> commits() {
    return commits;
  }

  StoreModel now() {
    return now;
  }

  /** One random thing. */
  void step() throws IOException {
    int dice = random.nextInt(100);
    if (dice < 45) {
      append();
    } else if (dice < 55) {
      changeState();
    } else if (dice < 75) {
      commit();
    } else if (dice < 80) {
      engine.sync();
      assertThat(engine.synced()).isEqualTo(engine.committed());
    } else if (dice < 92) {
      markDead();
    } else if (dice < 94 && !isUncommitted) {
      defragment();
    } else if (dice < 97) {
      engine.reclaimStep(random.nextInt(3000)); // Marks come while a rewrite is half done.
    } else {
      read();
    }
  }

  void append() {
    main++;
    int count = random.nextInt(5) == 0 ? random.nextInt(6) + 1 : 1;
    for (int sub = 0; sub < count; sub++) {
      Change change = change(new Revision(main, sub));
      engine.append(change.revision(), change.tombstone(), change.kv());
      now.changes.put(change.revision(), change);
    }
    isUncommitted = true;
  }

  private Change change(Revision revision) {
    boolean tombstone = random.nextInt(6) == 0;
    KeyValue.Builder kv =
        KeyValue.newBuilder()
            .setKey(ByteString.copyFromUtf8("key" + random.nextInt(50)))
            .setModRevision(revision.main());
    if (!tombstone) {
      int size = random.nextInt(40) == 0 ? random.nextInt(12_000) : random.nextInt(300);
      byte[] value = new byte[size];
      random.nextBytes(value);
      kv.setValue(ByteString.copyFrom(value)).setVersion(1).setCreateRevision(revision.main());
    }
    return new Change(revision, tombstone, kv.build());
  }

  private void changeState() {
    String bucket = StoreModel.BUCKETS.get(random.nextInt(3));
    ByteString key = ByteString.copyFrom(new byte[] {(byte) random.nextInt(256)});
    if (random.nextInt(3) == 0) {
      engine.removeState(bucket, key);
      now.bucket(bucket).remove(key);
    } else {
      ByteString value = ByteString.copyFromUtf8("v" + random.nextInt(1000));
      engine.putState(bucket, key, value);
      now.bucket(bucket).put(key, value);
    }
    isUncommitted = true;
  }

  void commit() {
    now.applied = new LogPosition(1 + main / 100, now.applied.index() + 1 + random.nextInt(3));
    commits.add(now.copy());
    engine.commit(now.applied);
    isUncommitted = false;
    assertThat(engine.committed()).isEqualTo(now.applied);
  }

  /** Begins, and may leave the rest to other steps. */
  private void defragment() {
    engine.beginDefragment();
    for (int i = random.nextInt(10); i > 0 && engine.defragmentStep(); i--) {
      if (random.nextBoolean()) {
        append();
        commit();
      }
    }
  }

  /** Marks one revision, a row of them, or nearly all. */
  private void markDead() {
    if (now.changes.isEmpty()) {
      return;
    }
    int percent = List.of(5, 20, 50, 100).get(random.nextInt(4));
    Revision until = new Revision(1 + random.nextLong(main + 1), 0);
    for (Revision revision : now.changes.headMap(until).keySet()) {
      if (!now.hidden.contains(revision) && random.nextInt(100) < percent) {
        engine.markDead(revision);
        now.hidden.add(revision);
        now.dead.add(revision);
      }
    }
  }

  private void read() {
    Revision from = new Revision(random.nextLong(main + 2), random.nextInt(3));
    Revision until = new Revision(random.nextLong(main + 2), random.nextInt(3));
    List<Change> expected = new ArrayList<>();
    if (from.compareTo(until) < 0) {
      now.changes
          .subMap(from, until)
          .forEach(
              (revision, change) -> {
                if (!now.hidden.contains(revision)) {
                  expected.add(change);
                }
              });
    }
    assertThat(StoreModel.scan(engine, from, until)).isEqualTo(expected);
    now.verify(engine);
    assertThat(engine.liveBytes()).isBetween(0L, engine.sizeBytes());
  }

  /** Closes and opens again. */
  void reopen() throws IOException {
    engine.close();
    continueWith(SegmentEngine.open(disk, DIRECTORY, options), commits.size() - 1);
  }

  /** Goes on from what a crash left. */
  void recover(Disk crashed) throws IOException {
    disk = crashed;
    SegmentEngine opened = SegmentEngine.open(crashed, DIRECTORY, options);
    continueWith(opened, indexOf(opened.committed()));
  }

  private void continueWith(SegmentEngine opened, int commit) {
    engine = opened;
    now = commits.get(commit).copy();
    now.verifyOpened(engine);
    main = now.changes.isEmpty() ? main : Math.max(main, now.changes.lastKey().main());
    commits.clear();
    commits.add(now.copy());
    isUncommitted = false;
  }

  int indexOf(LogPosition applied) {
    for (int i = 0; i < commits.size(); i++) {
      if (commits.get(i).applied.equals(applied)) {
        return i;
      }
    }
    throw new AssertionError("no commit was made at " + applied);
  }

  /** Restores a view to another directory, and compares. */
  void restoreView(Path elsewhere) throws IOException {
    StoreModel expected = commits.get(commits.size() - 1).copy();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (Engine.View view = engine.view()) {
      assertThat(view.applied()).isEqualTo(expected.applied);
      for (int i = random.nextInt(20); i > 0; i--) {
        step();
      }
      view.writeTo(stream);
    }
    var content = new ByteArrayInputStream(stream.toByteArray());
    SegmentEngine restored = SegmentEngine.restore(disk, elsewhere, content, options);
    expected.verifyOpened(restored);
    restored.close();
    disk.delete(elsewhere);
  }

  boolean isUncommitted() {
    return isUncommitted;
  }
}
