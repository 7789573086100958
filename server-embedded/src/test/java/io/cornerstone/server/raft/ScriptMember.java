package io.cornerstone.server.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A member of a script test: a core, its disk, and what waits for the disk. */
final class ScriptMember {
  /** A change that was applied, and of which the core has not heard. */
  private record Report(long index, ClusterConfig next) {}

  private record Unsynced(long write, LogPosition position, List<Envelope> messages) {}

  private final RaftConfig settings;
  private final Consumer<String> output;
  private final List<Unsynced> unsynced = new ArrayList<>();
  private final SimDisk disk;
  private RaftCore core;
  private LogPosition written;
  private long applied;
  private SimConfig state;
  private final List<Report> reports = new ArrayList<>();

  ScriptMember(RaftConfig settings, ClusterConfig config, Consumer<String> output) {
    this.settings = settings;
    this.output = output;
    this.disk = new SimDisk(config);
    this.state = SimConfig.of(config);
    this.written = LogPosition.ZERO;
    this.core = start();
  }

  RaftCore core() {
    return core;
  }

  SimDisk disk() {
    return disk;
  }

  /** Loses what is not synced, and starts again from what is. */
  void restart() {
    disk.loseUnsynced();
    unsynced.clear();
    reports.clear();
    core = start();
  }

  private RaftCore start() {
    RaftCore.Restored restored = disk.restored();
    applied = Math.max(applied, restored.snapshot().last().index());
    written = restored.snapshot().last();
    for (Entry entry : restored.tail()) {
      written = entry.position();
    }
    return RaftCore.start(
        settings,
        new RaftCore.Restored(
            restored.snapshot(), restored.hardState(), restored.tail(), state.config()),
        applied,
        new Random(settings.memberId()),
        event -> output.accept(settings.memberId() + ": " + event));
  }

  /** Handles one Ready except for its sync, and returns what may be sent at once. */
  List<Envelope> write() {
    Ready ready = core.ready();
    if (ready.snapshot() != null) {
      disk.reset(ready.snapshot());
      written = ready.snapshot().last();
      applied = written.index();
      state = SimConfig.of(ready.snapshot().config());
    }
    long write = disk.write(ready.hardState(), ready.entries());
    for (Entry entry : ready.entries()) {
      written = entry.position();
    }
    unsynced.add(new Unsynced(write, written, ready.messagesAfterSync()));
    for (Entry entry : ready.committed()) {
      applied = entry.index();
      state = state.apply(entry);
      if (entry.type() == Entry.Type.CONFIG) {
        reports.add(new Report(applied, state.config()));
      }
    }
    if (!ready.committed().isEmpty()) {
      say("applies " + ScriptText.of(ready.committed()));
    }
    for (ReadState read : ready.reads()) {
      say("may serve read " + read.context() + " at index " + read.index());
    }
    return ready.messages();
  }

  /** Ends all syncs, tells the core of changes applied, and returns what waited for the syncs. */
  List<Envelope> sync() {
    List<Envelope> released = new ArrayList<>();
    for (Unsynced done : unsynced) {
      disk.syncUntil(done.write());
      core.persisted(done.position());
      released.addAll(done.messages());
    }
    unsynced.clear();
    reports.forEach(report -> core.applyConfig(report.index(), report.next()));
    reports.clear();
    return released;
  }

  boolean hasUnsynced() {
    return !unsynced.isEmpty() || !reports.isEmpty();
  }

  void compact(long index) {
    LogPosition position = new LogPosition(core.termAt(index), index);
    core.compact(index);
    disk.compact(position);
  }

  SnapshotMeta snapshot() {
    return new SnapshotMeta(new LogPosition(core.termAt(applied), applied), state.config());
  }

  private void say(String event) {
    output.accept(settings.memberId() + " " + event);
  }
}
