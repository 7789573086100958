package io.cornerstone.server.member;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Ids that no other member, and no earlier life of this one, gives out: a count from a random
 * beginning among 2^64. Two members that each give out a billion ids meet with a likelihood of one
 * in ten billion; an id that held a few bits of the member id and the time would collide more
 * easily, and a collision would answer one client with another one's result. Any thread.
 */
final class RequestIds {
  private final AtomicLong last;

  RequestIds(RandomGenerator random) {
    this.last = new AtomicLong(random.nextLong());
  }

  long next() {
    return last.incrementAndGet();
  }

  /** Only positive ids, for what clients see. */
  long nextPositive() {
    while (true) {
      final long id = next() & Long.MAX_VALUE;
      if (id != 0) {
        return id;
      }
    }
  }
}
