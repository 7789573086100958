package io.cornerstone.examples;

import io.cornerstone.client.Client;
import io.cornerstone.client.txn.Op;
import io.cornerstone.recipes.lock.Hold;
import io.cornerstone.recipes.lock.Mutex;
import io.cornerstone.recipes.session.Session;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Shows a lock with fencing. A holder that was away for too long, as after a long pause of its
 * process, has lost the lock without knowing; what it writes under the guard of its hold is not
 * written, and its token is lower than that of the present holder.
 */
public final class FencedLock {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private FencedLock() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(FencedLock::run, endpoints);
  }

  static void run(Client client, PrintStream out) {
    try (Session first = Session.open(client, PATIENCE).join();
        Session second = Session.open(client, PATIENCE).join()) {
      Hold late = new Mutex(first, "locks/ledger").acquire(PATIENCE).join();
      out.println("first writes: " + write(client, late, "by the first"));

      // As if the first had slept until its lease ran out.
      client.leases().revoke(first.leaseId()).join();
      try (Hold present = new Mutex(second, "locks/ledger").acquire(PATIENCE).join()) {
        out.println("second writes: " + write(client, present, "by the second"));
        out.println("first writes: " + write(client, late, "late, by the first"));
        out.println(
            "the later hold has the greater token: "
                + (present.fencingToken() > late.fencingToken()));
      }
    }
  }

  /** Whether the write took place: only while the lock is held. */
  private static boolean write(Client client, Hold hold, String text) {
    return client.txn().guardedBy(hold).then(Op.put("ledger", text)).commit().join().succeeded();
  }
}
