package io.cornerstone.server.member;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.Meter;
import io.cornerstone.server.env.Scheduler;
import java.util.random.RandomGenerator;

/**
 * Everything through which a member reaches the outside, save its peers.
 *
 * @param meter hears what the member does
 * @param random used by the raft thread, and before the member starts
 */
public record MemberSeams(
    Clock clock, Scheduler scheduler, RandomGenerator random, Disk disk, Meter meter) {
  /** Seams of a member that nobody measures. */
  public MemberSeams(Clock clock, Scheduler scheduler, RandomGenerator random, Disk disk) {
    this(clock, scheduler, random, disk, Meter.NONE);
  }
}
