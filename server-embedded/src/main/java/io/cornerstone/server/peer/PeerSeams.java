package io.cornerstone.server.peer;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.PeerMeter;
import io.cornerstone.server.env.Scheduler;
import java.util.random.RandomGenerator;

/**
 * What a network takes from outside, save its sockets.
 *
 * @param random for pauses between connection attempts; used by the network alone
 * @param meter hears what goes over the network
 */
public record PeerSeams(
    Clock clock, Scheduler scheduler, RandomGenerator random, PeerMeter meter) {}
