package io.cornerstone.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member: a core, its disk and its state machine, and the shell between them, which takes
 * Readys while syncs are still running. The state machine's state is the sequence of entries
 * applied, which the oracle compares, so that its index stands for it.
 */
final class SimMember {
  private final long id;
  private final SimWorld world;
  private final RandomGenerator random;
  private final SimDisk disk;
  private @Nullable RaftCore core; // Null while crashed.
  private long applied;
  private SimConfig state; // Of the state machine, at the applied index.
  private long reportsEnd; // When the last change that was applied will be reported to the core.
  private long durablyApplied; // What the state machine is sure to hold after a crash.
  private LogPosition written = LogPosition.ZERO;
  private long syncsEnd; // When the last sync that was started will be done.
  private int tickLength; // Clocks do not run at the same speed.
  private int life; // Events of an earlier life are void.
  private boolean isPumpDue;
  private long nextContext;
  private final Map<Long, Long> readBounds = new HashMap<>(); // Context to least read index.
  private int readsAnswered;

  SimMember(long id, ClusterConfig config, SimWorld world) {
    this.id = id;
    this.world = world;
    this.random = world.random();
    this.disk = new SimDisk(config);
    this.state = SimConfig.of(config);
  }

  long id() {
    return id;
  }

  RaftCore core() {
    return Objects.requireNonNull(core);
  }

  /** Counts the restarts. */
  int life() {
    return life;
  }

  @Override
  public String toString() {
    return core == null
        ? "member " + id + " down"
        : core.status() + " first " + core.firstIndex() + " applied " + applied;
  }

  boolean isUp() {
    return core != null;
  }

  SimDisk disk() {
    return disk;
  }

  long applied() {
    return applied;
  }

  int readsAnswered() {
    return readsAnswered;
  }

  void start() {
    RaftCore.Restored found = disk.restored();
    applied = Math.max(durablyApplied, found.snapshot().last().index());
    state = world.oracle().stateAt(applied);
    RaftCore.Restored restored =
        new RaftCore.Restored(found.snapshot(), found.hardState(), found.tail(), state.config());
    written =
        restored.tail().isEmpty()
            ? restored.snapshot().last()
            : restored.tail().get(restored.tail().size() - 1).position();
    syncsEnd = 0;
    reportsEnd = 0;
    tickLength = world.isLeaseRead() ? 10 + random.nextInt(4) : 6 + random.nextInt(14);
    RaftConfig settings =
        new RaftConfig(
            id,
            10,
            1,
            world.appendBytesMax(),
            world.inflightAppendsMax(),
            world.inflightBytesMax(),
            1 << 14,
            world.isLeaseRead(),
            true);
    core = RaftCore.start(settings, restored, applied, random, event -> world.trace(id, event));
    scheduleTick();
    pumpSoon();
  }

  void crash() {
    disk.crash(random);
    world.oracle().crashed(disk, core().config());
    if (random.nextBoolean()) {
      durablyApplied = applied; // The state machine happened to reach its disk, the log did not.
    }
    core = null;
    life++;
    isPumpDue = false;
    readBounds.clear();
  }

  void step(long from, Message message) {
    boolean isTooMuch = message instanceof Message.ForwardedProposals && !mayPropose();
    if (core != null && !isTooMuch) {
      core.step(from, message);
      pumpSoon();
    }
  }

  void propose(ByteString command) {
    if (core != null && mayPropose()) {
      core.propose(List.of(command));
      pumpSoon();
    }
  }

  void proposeConfig(ByteString command) {
    if (core != null) {
      core.proposeConfig(command);
      pumpSoon();
    }
  }

  void transfer(long to) {
    if (core != null) {
      core.transferLeadership(to);
      pumpSoon();
    }
  }

  /** The configuration as this member's state machine knows it. */
  SimConfig state() {
    return state;
  }

  /** Whether little enough is uncommitted: beyond some bound every shell refuses. */
  private boolean mayPropose() {
    return core != null && core.status().lastIndex() - core.status().commitIndex() < 40;
  }

  void read() {
    if (core != null) {
      long context = (long) life << 32 | ++nextContext;
      readBounds.put(context, world.oracle().committedIndex());
      core.readIndex(context);
      pumpSoon();
    }
  }

  void unreachable(long member) {
    if (core != null) {
      core.unreachable(member);
      pumpSoon();
    }
  }

  void campaign() {
    if (core != null) {
      core.campaign();
      pumpSoon();
    }
  }

  /** Drops a random part of the log that the state machine does not need. */
  void compact() {
    if (core == null) {
      return;
    }
    long until = Math.min(applied, core.status().commitIndex()) - random.nextInt(8);
    if (until >= core.firstIndex() && until <= written.index()) {
      durablyApplied = applied; // The state machine is synced before the log that leads to it goes.
      LogPosition position = new LogPosition(core.termAt(until), until);
      core.compact(until);
      disk.compact(position);
    }
  }

  private void scheduleTick() {
    int born = life;
    world.after(
        tickLength + random.nextInt(3),
        this,
        () -> {
          if (life == born && core != null) {
            core.tick();
            pumpSoon();
            scheduleTick();
          }
        });
  }

  private void pumpSoon() {
    if (!isPumpDue) {
      isPumpDue = true;
      int born = life;
      world.after(
          random.nextInt(3),
          this,
          () -> {
            if (life == born && core != null) {
              isPumpDue = false;
              pump(core);
            }
          });
    }
  }

  private void pump(RaftCore running) {
    for (int turns = 0; running.hasReady(); turns++) {
      assertThat(turns).as("turns of the loop without an end").isLessThan(1000);
      handle(running, running.ready());
    }
  }

  private void handle(RaftCore running, Ready ready) {
    if (ready.snapshot() != null) {
      disk.reset(ready.snapshot());
      written = ready.snapshot().last();
      if (written.index() > applied) {
        applied = written.index();
        state = world.oracle().stateAt(applied);
        assertThat(ready.snapshot().config()).isEqualTo(state.config());
      }
      durablyApplied = applied;
    }
    long write = disk.write(ready.hardState(), ready.entries());
    if (!ready.entries().isEmpty()) {
      written = ready.entries().get(ready.entries().size() - 1).position();
    }
    send(ready.messages());
    afterSync(running, ready, write);
    for (Entry entry : ready.committed()) {
      world.oracle().checkApplied(this, entry);
      apply(running, entry);
    }
    ready.reads().forEach(this::answered);
    for (long follower : ready.snapshotsNeeded()) {
      world.sendSnapshot(this, follower, snapshot(running));
    }
  }

  private void apply(RaftCore running, Entry entry) {
    applied = entry.index();
    state = state.apply(entry);
    if (entry.type() == Entry.Type.CONFIG) {
      ClusterConfig next = state.config();
      reportsEnd = Math.max(reportsEnd, world.now() + random.nextInt(30));
      int born = life;
      world.after(
          reportsEnd - world.now(),
          this,
          () -> {
            if (life == born) {
              running.applyConfig(entry.index(), next);
              pumpSoon();
            }
          });
    }
  }

  private void send(List<Envelope> envelopes) {
    for (Envelope envelope : envelopes) {
      if (!disk.backs(envelope)) {
        throw new AssertionError("member " + id + " sends before it is durable: " + envelope);
      }
    }
    world.sendAll(id, envelopes);
  }

  private void afterSync(RaftCore running, Ready ready, long write) {
    LogPosition position = written;
    long delay = ready.mustSync() ? world.syncDelay() : 0;
    syncsEnd = Math.max(syncsEnd, world.now() + delay);
    int born = life;
    world.after(
        syncsEnd - world.now(),
        this,
        () -> {
          if (life == born) {
            if (ready.mustSync()) {
              disk.syncUntil(write);
              running.persisted(position);
            }
            send(ready.messagesAfterSync());
            pumpSoon();
          }
        });
  }

  private void answered(ReadState read) {
    Long bound = readBounds.get(read.context());
    if (bound == null) {
      return; // Asked before a crash; contexts differ, so that nobody takes it for an answer.
    }
    assertThat(read.index())
        .as("read index covers all commits before")
        .isGreaterThanOrEqualTo(bound);
    readsAnswered++;
  }

  /** Null if the state machine is still ahead of a log that lost its end in a crash. */
  private @Nullable SnapshotMeta snapshot(RaftCore running) {
    return applied > running.status().commitIndex()
        ? null
        : new SnapshotMeta(new LogPosition(running.termAt(applied), applied), state.config());
  }

  /** Tells a leader, if it has not restarted since. */
  Runnable snapshotReport(long follower, SnapshotMeta meta, boolean isDelivered) {
    int born = life;
    return () -> {
      if (life == born && core != null) {
        core.snapshotSent(follower, meta, isDelivered);
        pumpSoon();
      }
    };
  }
}
