package io.cornerstone.benchmarks;

import io.cornerstone.benchmarks.Workload.Operation;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The load that every client gets in a process of its own, with nothing on its class path but that
 * client and this. Prints one {@link PeerResult} per line.
 */
public final class PeerLoad {
  private static final int KEYS = 10_000;
  private static final int VALUE_BYTES = 256;
  private static final List<Integer> OUTSTANDING = List.of(1, 100, 1_000);
  private static final int WARM_UP_OUTSTANDING = 100;

  private final Function<? super String, ? extends LoadedClient> connect;
  private final PeerPlan plan;
  private final PrintStream out;

  PeerLoad(
      Function<? super String, ? extends LoadedClient> connect, PeerPlan plan, PrintStream out) {
    this.connect = connect;
    this.plan = plan;
    this.out = out;
  }

  /**
   * Runs the whole load and prints what it measured.
   *
   * @param connect makes a client for an endpoint, given as URL
   * @param arguments as {@link PeerComparison} passes them
   */
  public static void run(
      Function<? super String, ? extends LoadedClient> connect, String... arguments)
      throws InterruptedException {
    new PeerLoad(connect, PeerPlan.parse(arguments), System.out).run();
  }

  void run() throws InterruptedException {
    writeEachKey();
    calls(Operation.GET, WARM_UP_OUTSTANDING); // Compiles what the lines below use; not reported.
    // Gets first: what they cost a server depends on how much was written before.
    for (Operation operation : List.of(Operation.GET, Operation.PUT)) {
      for (int outstanding : OUTSTANDING) {
        print(PeerResult.of(outstanding, calls(operation, outstanding)));
      }
    }
    try (LoadedClient client = connect()) {
      print(new FanIn(client, plan.watchers()).run(plan.warmUp(), plan.duration()));
    }
    print(WatcherMemory.measure(this::connect, plan.idleWatchers()));
  }

  private void writeEachKey() throws InterruptedException {
    byte[] value = new byte[VALUE_BYTES];
    Semaphore room = new Semaphore(WARM_UP_OUTSTANDING);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    try (LoadedClient client = connect()) {
      for (int i = 0; i < KEYS; i++) {
        room.acquire();
        client.put(
            Keys.of(ClosedLoop.KEY_PREFIX, i),
            value,
            failed -> {
              failure.compareAndSet(null, failed);
              room.release();
            });
      }
      room.acquire(WARM_UP_OUTSTANDING);
    }
    if (failure.get() != null) {
      throw new IllegalStateException("the keys could not be written", failure.get());
    }
  }

  private LoadResult calls(Operation operation, int outstanding) throws InterruptedException {
    Workload workload =
        new Workload(
            List.of(operation), 1, outstanding, KEYS, VALUE_BYTES, plan.warmUp(), plan.duration());
    return new ClosedLoop(workload, this::connect).run(operation);
  }

  private LoadedClient connect() {
    return connect.apply(plan.endpoint());
  }

  private void print(PeerResult result) {
    out.println(result.toLine());
  }
}
