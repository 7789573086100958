package io.cornerstone.benchmarks;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.testkit.cluster.Polling;
import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * A store with many keys: how long a member takes to load them, to start again after a crash, and
 * to join empty; and what it takes of memory and disk. Our server and a real etcd in one run.
 *
 * <pre>
 * java -cp benchmarks/target/cornerstone-benchmarks.jar io.cornerstone.benchmarks.LargeStore \
 *     [keys] [value bytes]
 * </pre>
 */
public final class LargeStore {
  private static final String PREFIX = "large/";
  private static final int OUTSTANDING = 256;
  private static final Duration COUNT_PATIENCE = Duration.ofMinutes(30);

  private final int keys;
  private final int valueBytes;
  private final PrintStream out;

  private LargeStore(int keys, int valueBytes, PrintStream out) {
    this.keys = keys;
    this.valueBytes = valueBytes;
    this.out = out;
  }

  /** Runs with a million keys of 256 bytes, or with what the arguments say. */
  public static void main(String[] arguments) throws Exception {
    int keys = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    int valueBytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 256;
    LargeStore benchmark = new LargeStore(keys, valueBytes, System.out);
    benchmark.run("cornerstone", ServerBinary.ofCheckout(Path.of("").toAbsolutePath()));
    if (RealEtcd.isAvailable()) {
      benchmark.run("etcd", ServerBinary.of(RealEtcd.find().orElseThrow()));
    } else {
      System.out.println("No etcd on the PATH: nothing to compare with.");
    }
  }

  private void run(String name, ServerBinary binary) throws Exception {
    out.printf(Locale.ROOT, "%s: %,d keys of %d bytes%n", name, keys, valueBytes);
    try (ProcessCluster cluster = ProcessCluster.start(binary, 1)) {
      ServerProcess first = cluster.members().get(0);
      Stopwatch loading = Stopwatch.start();
      load(first);
      print("load", "%.1f s", loading.seconds());
      footprint(first);

      first.kill();
      Stopwatch starting = Stopwatch.start();
      first.restart();
      awaitCount(first);
      print("start after a crash, until all is there", "%.2f s", starting.seconds());
      footprint(first);

      Stopwatch joining = Stopwatch.start();
      ServerProcess second = cluster.addMember();
      awaitCount(second);
      print("add an empty member, until all is there", "%.2f s", joining.seconds());
      footprint(second);
    }
  }

  private void load(ServerProcess member) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(1);
    Semaphore free = new Semaphore(OUTSTANDING);
    LongAdder failures = new LongAdder();
    try (LoadedClient client = new CornerstoneClient(List.of(member.clientUrl().toString()))) {
      for (int i = 0; i < keys; i++) {
        byte[] value = new byte[valueBytes];
        random.nextBytes(value);
        free.acquire();
        client.put(
            Keys.of(PREFIX, i),
            value,
            failure -> {
              if (failure != null) {
                failures.increment();
              }
              free.release();
            });
      }
      free.acquire(OUTSTANDING);
    }
    if (failures.sum() > 0) {
      throw new IllegalStateException(failures.sum() + " puts failed");
    }
  }

  /** Waits until the member itself, without asking others, has every key. */
  private void awaitCount(ServerProcess member) {
    try (Client client = Client.connect(member.clientUrl().toString())) {
      Polling.await(
          COUNT_PATIENCE, "all keys at " + member.name(), () -> localCount(client) >= keys);
    }
  }

  private static long localCount(Client client) {
    GetOptions count = GetOptions.DEFAULT.withSerializable().withCountOnly();
    return client.kv().get(KeyRange.prefix(Bytes.of(PREFIX)), count).join().count();
  }

  private void footprint(ServerProcess member) throws IOException, InterruptedException {
    Footprint footprint = Footprint.of(member);
    print("  resident memory", "%.0f MB", footprint.residentBytes() / 1e6);
    footprint
        .heapBytes()
        .ifPresent(heap -> print("  heap in use after a collection", "%.0f MB", heap / 1e6));
    print("  data directory", "%.0f MB", footprint.diskBytes() / 1e6);
  }

  private void print(String what, String format, double value) {
    out.printf(Locale.ROOT, "  %-42s %s%n", what, String.format(Locale.ROOT, format, value));
  }
}
