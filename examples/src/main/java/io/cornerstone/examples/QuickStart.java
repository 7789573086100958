package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.recipes.lock.Hold;
import io.cornerstone.recipes.lock.Mutex;
import io.cornerstone.recipes.session.Session;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.cluster.TestMember;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A cluster of three members in this process. Two workers take turns with a lock, a watcher prints
 * every change, the leader is killed, and work goes on. Ends by itself.
 */
public final class QuickStart {
  private static final int JOBS_PER_WORKER = 3;
  private static final int JOBS_BEFORE_THE_CRASH = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PrintStream out;
  private final CountDownLatch firstJobs = new CountDownLatch(JOBS_BEFORE_THE_CRASH);

  QuickStart(PrintStream out) {
    this.out = out;
  }

  /** Runs the example; takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    new QuickStart(System.out).run();
  }

  void run() throws Exception {
    say("Starting three members in this process ...");
    try (TestCluster cluster = TestCluster.start(3)) {
      cluster.members().forEach(member -> say("  " + member));
      say("They elected " + cluster.awaitLeader().name() + " as their leader.");
      try (Client client = cluster.newClient()) {
        putAndGet(client);
        workWithALock(cluster);
        showThatNothingIsLost(cluster);
      }
    }
    say("Done: the cluster is stopped and its data deleted.");
  }

  private void putAndGet(Client client) {
    client.kv().put(Bytes.of("greeting"), Bytes.of("hello")).join();
    GetResult got = client.kv().get(Bytes.of("greeting")).join();
    say("Wrote and read back: greeting = " + got.kvs().get(0).value().utf8() + ".");
    client.watch().prefix("").listen(this::printEvent).created().join();
    say("A watcher prints every change from now on.");
  }

  private void workWithALock(TestCluster cluster) throws Exception {
    say("Two workers contend for the lock locks/report.");
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<CompletableFuture<Void>> workers =
          List.of(
              CompletableFuture.runAsync(() -> work("anna", cluster.endpoints()), pool),
              CompletableFuture.runAsync(() -> work("bert", cluster.endpoints()), pool));
      if (!firstJobs.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the first jobs were not done in " + PATIENCE);
      }
      TestMember leader = cluster.awaitLeader();
      leader.kill();
      say("Killed the leader, " + leader.name() + ". Work goes on:");
      for (CompletableFuture<Void> worker : workers) {
        worker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      say("All jobs are done. The leader is now " + cluster.awaitLeader().name() + ".");
    } finally {
      pool.shutdownNow();
    }
  }

  private void work(String worker, List<String> endpoints) {
    try (Client client = Client.connect(ClientConfig.DEFAULT.withEndpoints(endpoints));
        Session session = Session.open(client, Duration.ofSeconds(10)).join()) {
      Mutex mutex = new Mutex(session, "locks/report");
      for (int job = 1; job <= JOBS_PER_WORKER; job++) {
        try (Hold hold = mutex.acquire(PATIENCE).join()) {
          say(worker + " holds the lock, fencing token " + hold.fencingToken() + ".");
          writeReport(client, hold, worker + "'s job " + job);
        }
        firstJobs.countDown();
      }
    }
  }

  /** A write of unknown outcome may be repeated here: it says the same, and only under the lock. */
  private void writeReport(Client client, Hold hold, String report) {
    for (int attempt = 1; ; attempt++) {
      try {
        TxnResult written =
            client.txn().guardedBy(hold).then(Op.put("report/last", report)).commit().join();
        if (!written.succeeded()) {
          throw new IllegalStateException("the lock was lost before the report was written");
        }
        return;
      } catch (CompletionException e) {
        if (attempt == 5) {
          throw e;
        }
        say("No answer for \"" + report + "\" (" + e.getCause() + "); once more.");
      }
    }
  }

  private void showThatNothingIsLost(TestCluster cluster) {
    cluster.restartAll();
    say("The killed member is back and has caught up:");
    for (TestMember member : cluster.members()) {
      try (Client client = Client.connect(member.endpoint())) {
        GetResult local =
            client.kv().get(KeyRange.single(Bytes.of("report/last")), GetOptions.DEFAULT).join();
        say("  " + member.name() + " says: " + local.kvs().get(0).value().utf8());
      }
    }
  }

  private void printEvent(WatchEvent event) {
    if (event instanceof WatchEvent.Put put) {
      say(
          "    [watch] revision "
              + put.modRevision()
              + ": "
              + put.key()
              + " = \""
              + put.kv().value().utf8()
              + "\"");
    } else {
      say("    [watch] revision " + event.modRevision() + ": " + event.key() + " deleted");
    }
  }

  private void say(String line) {
    out.println(line);
  }
}
