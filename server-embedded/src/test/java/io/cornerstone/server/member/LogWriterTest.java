package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.Ready;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.sim.SimDisk;
import io.cornerstone.server.sim.SimFaults;
import io.cornerstone.server.sim.SimSeams;
import io.cornerstone.server.wal.Wal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What waits for the disk and in which order; the test says when the disk thread runs. */
class LogWriterTest {
  private static final Path DIRECTORY = Path.of("wal");
  private static final Wal.Metadata METADATA = new Wal.Metadata(1, 2);
  private static final SnapshotMeta START =
      new SnapshotMeta(LogPosition.ZERO, ClusterConfig.ofVoters(List.of(1L, 2L, 3L)));

  private final SimDisk disk = new SimDisk();
  private final List<Throwable> failures = new ArrayList<>();
  private final ManualExecutor diskThread = new ManualExecutor();
  private final List<String> log = new ArrayList<>();
  private final Wal wal = Wal.create(disk, DIRECTORY, METADATA, START, Wal.Options.DEFAULT);
  private final LogWriter writer =
      new LogWriter(
          new MemberContext(
              new MemberOptions(
                  "m",
                  List.of("http://m:2"),
                  Duration.ofMillis(100),
                  Duration.ofSeconds(1),
                  100,
                  10,
                  MemberLimits.DEFAULT),
              SimSeams.timeless(disk),
              failures::add),
          diskThread,
          wal,
          0,
          Runnable::run,
          entries -> entries.forEach(entry -> log.add("apply " + entry.index())));

  LogWriterTest() throws IOException {}

  @Test
  void whatGathersWhileTheDiskWorksIsOneBatch() throws IOException {
    write("a", null, entries(1, 1), List.of());
    assertThat(diskThread.size()).isEqualTo(1);
    write("b", null, entries(1, 2), List.of());
    write("c", null, entries(1, 3), List.of());
    assertThat(diskThread.size()).as("one batch at a time").isEqualTo(1);
    assertThat(log).isEmpty();
    diskThread.runOne();
    assertThat(log).containsExactly("a");
    assertThat(recovered()).containsExactly(1L);
    assertThat(diskThread.size()).as("b and c together").isEqualTo(1);
    diskThread.runOne();
    assertThat(log).containsExactly("a", "b", "c");
    assertThat(recovered()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whatNeedsNoSyncWaitsForTheSyncsBeforeIt() {
    write("at once", new HardState(0, 0, 0), List.of(), List.of());
    assertThat(log).containsExactly("at once");
    write("a", null, entries(1, 1), List.of());
    write("after a", null, List.of(), List.of());
    write("b", null, entries(1, 2), List.of());
    write("after b", null, List.of(), List.of());
    assertThat(log).containsExactly("at once");
    diskThread.runOne();
    assertThat(log).containsExactly("at once", "a", "after a");
    diskThread.runOne();
    assertThat(log).containsExactly("at once", "a", "after a", "b", "after b");
  }

  @Test
  void committedEntriesWaitForThisDiskButNotForLaterEntries() {
    List<Entry> first = entries(1, 1, 2);
    write("a", null, first, first);
    write("b", null, entries(1, 3), List.of());
    assertThat(log).isEmpty();
    diskThread.runOne();
    assertThat(log).containsExactly("a", "apply 1", "apply 2");
    write("c", null, List.of(), entries(1, 3));
    assertThat(log).as("3 is not durable").hasSize(3);
    diskThread.runOne();
    assertThat(log).containsExactly("a", "apply 1", "apply 2", "b", "apply 3", "c");
  }

  @Test
  void entriesThatReplaceOthersAreNotDurableWithThem() {
    write("a", null, entries(1, 1, 2, 3), List.of());
    List<Entry> replacing = entries(2, 2);
    write("b", new HardState(2, 0, 2), replacing, List.of(entries(1, 1).get(0), replacing.get(0)));
    diskThread.runOne();
    assertThat(log).containsExactly("a", "apply 1");
    diskThread.runOne();
    assertThat(log).containsExactly("a", "apply 1", "b", "apply 2");
  }

  @Test
  void aSnapshotReplacesWhatWaited() throws IOException {
    write("a", null, entries(1, 1, 2), entries(1, 1));
    SnapshotMeta snapshot = new SnapshotMeta(new LogPosition(3, 9), START.config());
    writer.reset(snapshot, new HardState(3, 0, 9));
    write("b", null, entries(3, 10), entries(3, 10));
    diskThread.runAll();
    assertThat(log).containsExactly("a", "b", "apply 10");
    assertThat(recovered()).containsExactly(10L);
  }

  @Test
  void afterAFailedSyncNothingIsAcknowledged() {
    disk.faults().fail(SimFaults.Kind.SYNC, 1);
    write("a", null, entries(1, 1), List.of());
    write("b", null, entries(1, 2), List.of());
    diskThread.runAll();
    assertThat(log).isEmpty();
    assertThat(failures).hasSize(1).first().isInstanceOf(IOException.class);
  }

  private void write(
      String name, @Nullable HardState state, List<Entry> entries, List<Entry> committed) {
    writer.write(
        new Ready(
            state,
            entries,
            !entries.isEmpty(),
            null,
            List.of(),
            List.of(),
            committed,
            List.of(),
            List.of()),
        () -> log.add(name));
  }

  private static List<Entry> entries(long term, long... indexes) {
    return LongStream.of(indexes)
        .mapToObj(index -> new Entry(term, index, Entry.Type.COMMAND, ByteString.EMPTY))
        .toList();
  }

  /** The indexes that are on the disk after a crash that loses all that is not durable. */
  private List<Long> recovered() throws IOException {
    return Wal.open(disk.crash(new Random(1)), DIRECTORY, Wal.Options.DEFAULT).entries().stream()
        .map(Entry::index)
        .toList();
  }

  private static final class ManualExecutor implements SerialExecutor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    int size() {
      return tasks.size();
    }

    void runOne() {
      tasks.remove().run();
    }

    void runAll() {
      while (!tasks.isEmpty()) {
        runOne();
      }
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      throw new UnsupportedOperationException("the log is not written later");
    }

    @Override
    public void close() {
      tasks.clear();
    }
  }
}
