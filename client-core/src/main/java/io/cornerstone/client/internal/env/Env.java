package io.cornerstone.client.internal.env;

import java.util.random.RandomGenerator;

/**
 * What a client takes from the outside.
 *
 * @param clock monotonic time
 * @param loop the client loop
 * @param random for jitter; used on the client loop only
 */
public record Env(ClientClock clock, Loop loop, RandomGenerator random) {}
