package io.cornerstone.server.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A member of a script test: a core, its disk, and what waits for the disk. */
final class ScriptMember {
  private record Unsynced(long write, LogPosition position, List<Envelope> messages) {}

  private final RaftConfig settings;
  private final Consumer<String> output;
  private final List<Unsynced> unsynced = new ArrayList<>();
  private final SimDisk disk;
  private RaftCore core;
  private LogPosition written;
  private long applied;

  ScriptMember(RaftConfig settings, ClusterConfig config, Consumer<String> output) {
    this.settings = settings;
    this.output = output;
    this.disk = new SimDisk(config);
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
        restored,
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
    }
    long write = disk.write(ready.hardState(), ready.entries());
    for (Entry entry : ready.entries()) {
      written = entry.position();
    }
    unsynced.add(new Unsynced(write, written, ready.messagesAfterSync()));
    for (Entry entry : ready.committed()) {
      applied = entry.index();
    }
    if (!ready.committed().isEmpty()) {
      say("applies " + ScriptText.of(ready.committed()));
    }
    for (ReadState read : ready.reads()) {
      say("may serve read " + read.context() + " at index " + read.index());
    }
    return ready.messages();
  }

  /** Ends all syncs, and returns what waited for them. */
  List<Envelope> sync() {
    List<Envelope> released = new ArrayList<>();
    for (Unsynced done : unsynced) {
      disk.syncUntil(done.write());
      core.persisted(done.position());
      released.addAll(done.messages());
    }
    unsynced.clear();
    return released;
  }

  boolean hasUnsynced() {
    return !unsynced.isEmpty();
  }

  void compact(long index) {
    LogPosition position = new LogPosition(core.termAt(index), index);
    core.compact(index);
    disk.compact(position);
  }

  SnapshotMeta snapshot() {
    return new SnapshotMeta(new LogPosition(core.termAt(applied), applied), core.config());
  }

  private void say(String event) {
    output.accept(settings.memberId() + " " + event);
  }
}
