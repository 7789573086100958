package io.cornerstone.client.internal.flow;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a step by one thread at a time: whoever finds it running leaves a note to look again, and
 * does not wait.
 */
public final class Drain implements Runnable {
  private final Runnable step;
  private final Runnable onThrow;
  private final AtomicInteger wanted = new AtomicInteger();

  /** What a step throws goes on to the caller, after {@code onThrow}; no step follows. */
  public Drain(Runnable step, Runnable onThrow) {
    this.step = step;
    this.onThrow = onThrow;
  }

  @Override
  public void run() {
    if (wanted.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        onThrow.run();
        throw e;
      }
      seen = wanted.addAndGet(-seen);
    } while (seen != 0);
  }
}
