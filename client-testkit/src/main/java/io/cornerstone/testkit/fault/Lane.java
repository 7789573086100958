package io.cornerstone.testkit.fault;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What one direction does to the bytes of all connections. */
final class Lane {
  private enum Mode {
    PASS,
    STALL,
    DROP
  }

  private static final int CHUNK_BYTES = 16 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Mode mode = Mode.PASS; // Guarded by lock, like the delay.
  private long delayNanos;

  void pass() {
    set(Mode.PASS, Duration.ZERO);
  }

  void stall() {
    set(Mode.STALL, Duration.ZERO);
  }

  void drop() {
    set(Mode.DROP, Duration.ZERO);
  }

  void delay(Duration delay) {
    set(Mode.PASS, delay);
  }

  private void set(Mode mode, Duration delay) {
    lock.lock();
    try {
      this.mode = mode;
      this.delayNanos = delay.toNanos();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Pumps until an end closes. A chunk that was read while stalled waits with the rest. */
  void pump(Socket from, Socket to) throws IOException, InterruptedException {
    byte[] buffer = new byte[CHUNK_BYTES];
    int count = from.getInputStream().read(buffer);
    while (count >= 0) {
      if (mayPass()) {
        to.getOutputStream().write(buffer, 0, count);
      }
      count = from.getInputStream().read(buffer);
    }
  }

  /** Waits as long as the faults demand; false to throw the chunk away. */
  private boolean mayPass() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = delayNanos;
      while (mode == Mode.STALL || (mode == Mode.PASS && left > 0 && delayNanos > 0)) {
        if (mode == Mode.STALL) {
          changed.await(1, TimeUnit.SECONDS);
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return mode == Mode.PASS;
    } finally {
      lock.unlock();
    }
  }
}
