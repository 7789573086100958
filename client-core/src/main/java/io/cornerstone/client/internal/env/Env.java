package io.cornerstone.client.internal.env;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a client takes from the outside.
 *
 * @param clock monotonic time
 * @param wallMillis the time of day, which may jump; for what others date by it only
 * @param loop the client loop
 * @param blocking for the few tasks that block; its idle threads end
 * @param random for jitter; used on the client loop only
 * @param leaseIds positive numbers that no other client draws; for all threads
 */
public record Env(
    ClientClock clock,
    LongSupplier wallMillis,
    Loop loop,
    Executor blocking,
    RandomGenerator random,
    LongSupplier leaseIds) {}
