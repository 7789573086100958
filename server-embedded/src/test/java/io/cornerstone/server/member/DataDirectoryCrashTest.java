package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.sim.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Crashes between any two changes of the disk while a data directory is made or replaced. */
class DataDirectoryCrashTest {
  private static final Path DATA = Path.of("/data");
  private static final Founding FOUNDING =
      Founding.of("a", Map.of("a", List.of("http://a:1"), "b", List.of("http://b:1")), "token");

  @Test
  void creationIsWholeOrNotBegun() throws IOException {
    final long changes = changesOf(disk -> create(disk));
    assertThat(changes).isGreaterThan(10);
    for (int allowed = 0; allowed < changes; allowed++) {
      final SimDisk broken = new SimDisk();
      broken.faults().stopAfter(allowed);
      assertThatThrownBy(() -> create(broken))
          .isInstanceOfAny(IOException.class, UncheckedIOException.class);
      final SimDisk disk = broken.crash(new Random(allowed));
      create(disk);
      openAndCheck(disk, 0);
    }
  }

  @Test
  void aSnapshotReplacesTheStoreOrDoesNot() throws IOException {
    final byte[] snapshot = snapshotAt(20);
    final SimDisk before = new SimDisk();
    create(before);
    write(before, 5);
    final long changes = changesOf(disk -> install(disk, snapshot), before.kill());
    for (int allowed = 0; allowed < changes; allowed++) {
      final SimDisk broken = before.kill();
      broken.faults().stopAfter(allowed);
      assertThatThrownBy(() -> install(broken, snapshot))
          .isInstanceOfAny(IOException.class, UncheckedIOException.class);
      final long applied = openAndCheck(broken.crash(new Random(allowed)), 5);
      assertThat(applied).isIn(5L, 20L);
    }
    final SimDisk whole = before.kill();
    install(whole, snapshot);
    assertThat(openAndCheck(whole.crash(new Random(1)), 5)).isEqualTo(20);
  }

  @Test
  void whatIsAppliedIsCommittedAlsoIfTheLogDoesNotSaySo() throws IOException {
    final SimDisk disk = new SimDisk();
    create(disk);
    write(disk, 5, 3);
    assertThat(open(disk).restored().hardState()).isEqualTo(new HardState(1, 1, 5));
  }

  @Test
  void aLogWithoutItsStoreIsRefused() throws IOException {
    final SimDisk disk = new SimDisk();
    create(disk);
    disk.delete(DATA.resolve("member/store"));
    assertThatThrownBy(() -> open(disk))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aStoreWithoutItsLogIsRefused() throws IOException {
    final SimDisk disk = new SimDisk();
    create(disk);
    write(disk, 5);
    disk.delete(DATA.resolve("member/wal"));
    assertThatThrownBy(() -> create(disk))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  /** Something done to a disk. */
  private interface Action {
    void run(SimDisk disk) throws IOException;
  }

  private static long changesOf(Action action) throws IOException {
    return changesOf(action, new SimDisk());
  }

  private static long changesOf(Action action, SimDisk disk) throws IOException {
    action.run(disk);
    return disk.faults().changes();
  }

  private static void create(SimDisk disk) throws IOException {
    try (DataDirectory directory = DataDirectory.lock(disk, DATA, FileSizes.DEFAULT)) {
      if (directory.isFresh()) {
        directory.create(FOUNDING);
      }
    }
  }

  private static DataDirectory.Opened open(SimDisk disk) throws IOException {
    try (DataDirectory directory = DataDirectory.lock(disk, DATA, FileSizes.DEFAULT)) {
      return directory.open();
    }
  }

  /** Writes and applies entries up to {@code last}, as a member does. */
  private static void write(SimDisk disk, long last) throws IOException {
    write(disk, last, last);
  }

  private static void write(SimDisk disk, long last, long recordedCommit) throws IOException {
    final DataDirectory.Opened opened = open(disk);
    final List<Entry> entries = new ArrayList<>();
    for (long index = 1; index <= last; index++) {
      entries.add(entry(index));
    }
    opened.wal().append(new HardState(1, 1, recordedCommit), entries);
    opened.wal().sync();
    opened.wal().close();
    apply(opened.stateMachine(), entries);
    opened.stateMachine().engine().close();
  }

  private static void apply(StateMachine stateMachine, List<Entry> entries) {
    for (Entry entry : entries) {
      stateMachine.applier().apply(entry.position(), Command.decode(entry.data()));
    }
    stateMachine.applier().commit();
  }

  private static Entry entry(long index) {
    final PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("k" + index))
            .setValue(ByteString.copyFromUtf8("v"))
            .build();
    return new Entry(
        1,
        index,
        Entry.Type.COMMAND,
        new Command(index, CommandKind.PUT, Identity.NONE, put.toByteString()).encode());
  }

  private static byte[] snapshotAt(long index) throws IOException {
    final SimDisk disk = new SimDisk();
    create(disk);
    write(disk, index);
    final DataDirectory.Opened opened = open(disk);
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (StateSnapshot snapshot = StateSnapshot.take(opened.stateMachine())) {
      snapshot.writeTo(bytes);
    }
    return bytes.toByteArray();
  }

  /** Takes a snapshot as the loops do: the store first, then the log, then the old store goes. */
  private static void install(SimDisk disk, byte[] snapshot) throws IOException {
    try (DataDirectory directory = DataDirectory.lock(disk, DATA, FileSizes.DEFAULT)) {
      final DataDirectory.Opened opened = directory.open();
      final StateMachine next = directory.stores().restore(20, new ByteArrayInputStream(snapshot));
      final SnapshotMeta meta = new SnapshotMeta(next.engine().committed(), next.config());
      assertThat(meta.last()).isEqualTo(new LogPosition(1, 20));
      opened.wal().reset(meta, new HardState(1, 1, 20));
      opened.stateMachine().engine().abort();
      directory.stores().delete(opened.stateMachine().directory());
      opened.wal().close();
      next.engine().abort();
    }
  }

  /** Opens what a crash has left; a log and a store must be there that fit each other. */
  private static long openAndCheck(SimDisk disk, long acknowledged) throws IOException {
    final DataDirectory.Opened opened = open(disk);
    final LogPosition applied = opened.stateMachine().applier().applied();
    final LogPosition start = opened.restored().snapshot().last();
    final List<Entry> tail = opened.restored().tail();
    assertThat(opened.identity()).isEqualTo(FOUNDING.identity());
    assertThat(opened.stateMachine().applier().members()).isEqualTo(FOUNDING.members());
    assertThat(applied.index()).isGreaterThanOrEqualTo(start.index());
    assertThat(start.index() + tail.size()).isGreaterThanOrEqualTo(applied.index());
    apply(
        opened.stateMachine(),
        tail.stream().filter(entry -> entry.index() > applied.index()).toList());
    assertThat(opened.stateMachine().applier().applied().index())
        .isGreaterThanOrEqualTo(acknowledged);
    return opened.stateMachine().applier().applied().index();
  }
}
