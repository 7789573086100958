package io.cornerstone.client.internal.env;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a client takes from the outside.
 *
 * @param clock monotonic time
 * @param loop the client loop
 * @param random for jitter; used on the client loop only
 * @param leaseIds positive numbers that no other client draws; for all threads
 */
public record Env(ClientClock clock, Loop loop, RandomGenerator random, LongSupplier leaseIds) {}
