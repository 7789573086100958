package io.cornerstone.server.sim;

import io.cornerstone.server.env.DiskFile;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.raft.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Brings faults over a run. */
final class Nemesis {
  /** A kind of fault. */
  enum Fault {
    POWER_LOSS,
    POWER_LOSS_OF_ALL,
    KILL,
    RESTART,
    ELECTION_STORM,
    PAUSE,
    STALL,
    CUT,
    CUT_ONE_WAY,
    ISOLATE,
    RESET,
    BAD_WEATHER,
    MEND,
    FAILED_SYNC,
    FAILED_WRITE,
    FULL_DISK,
    CLOCK_JUMP,
    FLIPPED_BIT,
    FLIPPED_BIT_IN_USE
  }

  private static final long STEP_NANOS_MAX = SimWorld.SECOND;
  private static final int STORM_MILLIS = 4000;

  private final SimWorld world;
  private final RandomGenerator random;
  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
  private boolean isOver;

  Nemesis(SimWorld world) {
    this.world = world;
    this.random = world.random();
  }

  void start() {
    world.events().after(random.nextLong(STEP_NANOS_MAX), this::step);
  }

  void stop() {
    isOver = true;
  }

  Map<Fault, Long> counts() {
    return counts;
  }

  private void step() {
    if (isOver) {
      return;
    }
    final List<SimMember> down =
        world.present().stream().filter(member -> member.life() == null).toList();
    final Fault fault =
        down.isEmpty() || random.nextInt(3) > 0
            ? Fault.values()[random.nextInt(Fault.values().length)]
            : Fault.RESTART;
    counts.merge(fault, 1L, Long::sum);
    inflict(fault, world.anyMember(), world.anyMember());
    start();
  }

  private void inflict(Fault fault, SimMember member, SimMember other) {
    switch (fault) {
      case POWER_LOSS -> member.crash(true);
      case POWER_LOSS_OF_ALL -> world.members().forEach(each -> each.crash(true));
      case KILL -> member.crash(false);
      case RESTART ->
          world.members().stream().filter(each -> each.life() == null).forEach(SimMember::start);
      case ELECTION_STORM -> storm();
      case PAUSE, STALL -> holdUp(fault, member);
      case CUT -> {
        cut(member, other);
        cut(other, member);
      }
      case CUT_ONE_WAY -> cut(member, other);
      case ISOLATE ->
          world
              .members()
              .forEach(
                  each -> {
                    cut(member, each);
                    cut(each, member);
                  });
      case RESET -> world.network().reset(member.id(), other.id());
      case BAD_WEATHER -> world.network().setBad(true);
      case MEND -> world.network().mend();
      case FAILED_SYNC, FAILED_WRITE, FULL_DISK -> breakDisk(fault, member);
      case CLOCK_JUMP -> jump(member);
      case FLIPPED_BIT -> flipBit(member);
      case FLIPPED_BIT_IN_USE -> damage(member);
    }
  }

  /**
   * All members start at once, so that several campaign in the same term, and one that has just
   * moved to a new term loses power: what it has promised in that term must still bind it.
   */
  private void storm() {
    world.trace("election storm");
    world.network().mend();
    for (SimMember member : world.present()) {
      member.crash(true);
      member.start();
    }
    final Map<String, Long> terms = new HashMap<>();
    for (long at = 1; at <= STORM_MILLIS; at++) {
      world.events().after(at * SimWorld.MILLI, () -> watchStorm(terms));
    }
  }

  private void watchStorm(Map<String, Long> terms) {
    for (SimMember member : world.members()) {
      final SimMember.Life life = member.life();
      if (life != null && !member.hasFailed() && !isOver) {
        final RaftStatus status = life.probe().status();
        final Long before = terms.put(member.name(), status.term());
        final boolean hasVoted =
            before != null && before < status.term() && status.role() == Role.FOLLOWER;
        if (hasVoted && random.nextInt(4) > 0) {
          member.crash(true);
          member.start();
        }
      }
    }
  }

  private void cut(SimMember from, SimMember to) {
    if (from != to) {
      world.trace("no way from %s to %s", from.name(), to.name());
      world.network().setCut(from.id(), to.id(), true);
    }
  }

  private void holdUp(Fault fault, SimMember member) {
    final SimMember.Life life = member.life();
    if (life != null) {
      final long until = world.events().now() + random.nextLong(4 * SimWorld.SECOND);
      final String what =
          List.of("raft", "apply", "sync", "watch", "snapshot").get(random.nextInt(5));
      world.trace("%s: %s %s", member.name(), fault, fault == Fault.PAUSE ? "" : what);
      if (fault == Fault.PAUSE) {
        life.scheduler().pause(until);
      } else {
        life.scheduler().stall(what, until);
      }
    }
  }

  private void breakDisk(Fault fault, SimMember member) {
    if (member.life() == null) {
      return;
    }
    world.trace("%s: %s", member.name(), fault);
    member.mayFail();
    switch (fault) {
      case FAILED_SYNC -> member.disk().faults().fail(SimFaults.Kind.SYNC, 1 + random.nextInt(20));
      case FAILED_WRITE ->
          member.disk().faults().fail(SimFaults.Kind.WRITE, 1 + random.nextInt(20));
      default ->
          member.disk().faults().setCapacity(member.disk().totalBytes() + random.nextInt(10_000));
    }
  }

  private void jump(SimMember member) {
    final SimMember.Life life = member.life();
    if (life != null) {
      life.clock().jump(random.nextLong(-3_600_000, 3_600_000));
    }
  }

  /**
   * A bit of the medium turns: on a copy, so that the cluster keeps its data. Such a disk is
   * refused, or it is good for the same history as every other; it never makes another one.
   */
  private void flipBit(SimMember member) {
    final SimDisk copy = member.disk().kill();
    final Path file = anyFile(copy, "", false);
    if (file == null) {
      return;
    }
    try {
      copy.flipBit(file, random.nextLong(size(copy, file, false) * 8));
    } catch (IOException e) {
      throw world.failure("the simulated disk failed", e);
    }
    world.oracles().checkDamaged(member, copy, file);
  }

  /**
   * A bit turns under a member at work: it goes on until it reads the place, and then it stops;
   * what it answers meanwhile is right. Of its files it reads those of the store.
   */
  private void damage(SimMember member) {
    final Path file = anyFile(member.disk(), ".seg", true);
    if (member.life() == null || member.isDamaged() || file == null) {
      return;
    }
    world.trace("%s: damage in %s", member.name(), file);
    try {
      member.damage(file, random.nextLong(size(member.disk(), file, true) * 8));
    } catch (IOException e) {
      throw world.failure("the simulated disk failed", e);
    }
  }

  /** A file whose name ends so, with content (that is on the medium); null if there is none. */
  private @Nullable Path anyFile(SimDisk disk, String end, boolean isDurable) {
    final List<Path> files =
        disk.files().stream()
            .filter(file -> file.toString().endsWith(end) && size(disk, file, isDurable) > 0)
            .toList();
    return files.isEmpty() ? null : files.get(random.nextInt(files.size()));
  }

  private long size(SimDisk disk, Path file, boolean isDurable) {
    try (DiskFile open = disk.open(file, false)) {
      return isDurable ? disk.durableBytes(file) : open.size();
    } catch (IOException e) {
      throw world.failure("the simulated disk failed", e);
    }
  }
}
