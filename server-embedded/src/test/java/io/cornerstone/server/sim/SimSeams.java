package io.cornerstone.server.sim;

import io.cornerstone.server.member.MemberSeams;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The ways of a member to the outside, of which only some are simulated for a test. */
public final class SimSeams {
  private SimSeams() {}

  /** For tests of parts that use the disk alone: no time passes, and no task is run. */
  public static MemberSeams timeless(SimDisk disk) {
    return of(new SimEvents(), new Random(1), disk, failure -> {});
  }

  /** A member in true time. */
  static MemberSeams of(
      SimEvents events, RandomGenerator random, SimDisk disk, Consumer<Throwable> onUncaught) {
    final SimClock clock = new SimClock(events, 0, 1);
    return new MemberSeams(
        clock, new SimScheduler(events, random, clock, () -> {}, onUncaught), random, disk);
  }
}
