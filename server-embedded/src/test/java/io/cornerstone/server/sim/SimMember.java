package io.cornerstone.server.sim;

import io.cornerstone.server.member.FileSizes;
import io.cornerstone.server.member.Founding;
import io.cornerstone.server.member.MemberLimits;
import io.cornerstone.server.member.MemberOptions;
import io.cornerstone.server.member.MemberProbe;
import io.cornerstone.server.member.MemberRemovedException;
import io.cornerstone.server.member.MemberSeams;
import io.cornerstone.server.member.MemberStart;
import io.cornerstone.server.member.MemberTuning;
import io.cornerstone.server.member.RunningMember;
import io.cornerstone.server.store.SegmentEngine;
import io.cornerstone.server.wal.Wal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One member over all its lives: its disk stays, its processes come and go. */
final class SimMember {
  private static final Path DIRECTORY = Path.of("/data");

  /** Small, so that files end, and are rewritten and deleted, all the time. */
  private static final FileSizes SIZES =
      new FileSizes(
          new Wal.Options(20_000), SegmentEngine.Options.DEFAULT.withSegmentBytes(20_000));

  /** One process of the member. */
  record Life(
      RunningMember member,
      MemberProbe probe,
      SimScheduler scheduler,
      SimClock clock,
      long number) {}

  private final String name;
  private final Founding founding;
  private final SimWorld world;
  private SimDisk disk = new SimDisk();
  private @Nullable Life life;
  private long lives;
  private boolean mayFail;
  private boolean hasFailed;
  private boolean isRetired;
  private boolean isTampered;
  private @Nullable Runnable repair;
  private @Nullable Throwable lastFailure;

  SimMember(String name, Founding founding, SimWorld world) {
    this.name = name;
    this.founding = founding;
    this.world = world;
  }

  String name() {
    return name;
  }

  long id() {
    return founding.identity().memberId();
  }

  SimDisk disk() {
    return disk;
  }

  /** The present process; null while there is none. */
  @Nullable Life life() {
    return life;
  }

  /** Whether the present process stands still, since its disk failed: nothing it knows counts. */
  boolean hasFailed() {
    return hasFailed;
  }

  /** Whether it has stopped since it was removed; it may be started all the same. */
  boolean isRetired() {
    return isRetired;
  }

  /** Whether data lies damaged on the disk in use: whoever reads it must stop. */
  boolean isDamaged() {
    return repair != null;
  }

  /** Damages a file in use; the medium is whole again when this process has ended. */
  void damage(Path file, long bit) throws IOException {
    mayFail = true;
    repair = disk.damage(file, bit);
  }

  /**
   * Writes a key into its store behind its back, while it has no process. The oracles look at it no
   * more.
   */
  void tamper(String key) throws IOException {
    isTampered = true;
    MemberProbe.tamper(disk, DIRECTORY, KvClient.bytes(key));
  }

  boolean isTampered() {
    return isTampered;
  }

  /** Why a process stopped last; null if none has. */
  @Nullable Throwable lastFailure() {
    return lastFailure;
  }

  /** The disk has been made to fail: the member may stop, and starts anew after a while. */
  void mayFail() {
    mayFail = true;
  }

  /** Nothing is wrong with the disk any more. */
  void mustNotFail() {
    mayFail = false;
  }

  /** Opens what is on a disk beside the cluster: nothing runs. */
  RunningMember open(SimDisk other) throws IOException {
    return RunningMember.open(
        options(),
        SimSeams.of(world.events(), world.random(), other, failure -> {}),
        new MemberStart(DIRECTORY, founding, true, true).withSizes(SIZES),
        self -> new SimNetwork(world.events(), world.random(), to -> 0).of(self),
        failure -> {});
  }

  /**
   * Starts a process. A disk of which nothing is expected to be wrong must be good to start from.
   */
  void start() {
    start(new MemberStart(DIRECTORY, founding, true, true).withSizes(SIZES));
  }

  /** Starts a process that removes all other members. */
  void startForced() {
    start(new MemberStart(DIRECTORY, null, () -> founding, founding, true, SIZES));
  }

  private void start(MemberStart origin) {
    if (life != null) {
      return;
    }
    final double drift = (world.random().nextDouble() * 2 - 1) * SimClock.DRIFT_MAX;
    final SimClock clock =
        new SimClock(world.events(), world.random().nextLong(1L << 50), 1 + drift);
    final long number = ++lives;
    final SimScheduler scheduler =
        new SimScheduler(
            world.events(),
            world.random(),
            clock,
            () -> world.moved(this),
            cause -> failed(number, cause));
    try {
      final RunningMember member =
          RunningMember.open(
              options(),
              new MemberSeams(clock, scheduler, world.random(), disk),
              origin,
              self -> world.network().of(self),
              cause -> failed(number, cause));
      life = new Life(member, new MemberProbe(member), scheduler, clock, number);
      world.trace("%s starts, applied %d", name, member.appliedIndex());
      if (!isTampered) {
        world.oracles().started(this);
      }
      member.start();
    } catch (IOException e) {
      throw world.failure(name + " cannot start from its disk", e);
    }
  }

  /** The end of the process alone, or of its machine with all that was not synced. */
  void crash(boolean losesPower) {
    final Life ending = life;
    if (ending == null) {
      return;
    }
    world.trace("%s %s", name, losesPower ? "loses power" : "is killed");
    if (repair != null) {
      repair.run();
      repair = null;
    }
    disk = losesPower ? disk.crash(world.random()) : disk.kill();
    life = null;
    mayFail = false;
    hasFailed = false;
    ending.member().kill();
    ending.scheduler().close();
    world.oracles().ended(this);
  }

  private void failed(long number, Throwable cause) {
    if (hasFailed) {
      return; // Another thread of it was under way.
    }
    final boolean isExpected = mayFail || cause instanceof MemberRemovedException;
    if (!isExpected || life == null || life.number() != number) {
      throw world.failure(name + " failed", cause);
    }
    if (cause instanceof MemberRemovedException) {
      world.check(world.oracles().isRemoved(id()), "%s ends as removed, and is not", name);
      isRetired = true;
      stop(cause, false);
      return;
    }
    final String message = String.valueOf(cause.getMessage());
    world.check(message.indexOf('\n') < 0, "%s does not say why in one line: %s", name, message);
    world.oracles().stops(this);
    // A machine whose disk failed is started anew as a whole: pages whose sync failed look written
    // to a mere process, and are not.
    stop(cause, true);
  }

  private void stop(Throwable cause, boolean losesPower) {
    hasFailed = true;
    lastFailure = cause;
    world.trace("%s stops: %s", name, cause.getMessage());
    world.events().after(1, () -> crash(losesPower));
  }

  private MemberOptions options() {
    return new MemberOptions(
        name,
        java.util.List.of("http://" + name + ":2"),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        60,
        10,
        MemberLimits.DEFAULT,
        java.util.List.of(),
        world.random().nextBoolean(),
        MemberTuning.DEFAULT);
  }
}
