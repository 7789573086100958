package io.cornerstone.server.member;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.Scheduler;
import java.util.random.RandomGenerator;

/**
 * Everything through which a member reaches the outside, save its peers.
 *
 * @param random used by the raft thread, and before the member starts
 */
public record MemberSeams(Clock clock, Scheduler scheduler, RandomGenerator random, Disk disk) {}
