package io.cornerstone.benchmarks;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Keeps a number of calls in flight until the time is over. An answer's continuation makes the next
 * call, on the thread that received it, so that the generator itself costs little.
 */
final class ClosedLoop {
  private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);

  private final Workload workload;
  private final List<String> endpoints;

  ClosedLoop(Workload workload, List<String> endpoints) {
    this.workload = workload;
    this.endpoints = endpoints;
  }

  /** Runs one operation; {@code warmUp} first, unmeasured. */
  LoadResult run(Workload.Operation operation) throws InterruptedException {
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < workload.connections(); i++) {
        clients.add(connect());
      }
      measure(clients, operation, workload.warmUp());
      return measure(clients, operation, workload.duration());
    } finally {
      clients.forEach(Client::close);
    }
  }

  private Client connect() {
    return Client.connect(
        ClientConfig.DEFAULT
            .withEndpoints(endpoints)
            .withCallTimeout(Duration.ofSeconds(10))
            .withCallbackExecutor(Runnable::run));
  }

  private LoadResult measure(List<Client> clients, Workload.Operation operation, Duration duration)
      throws InterruptedException {
    Histogram latencies = new ConcurrentHistogram(LATENCY_NANOS_MAX, 3);
    LongAdder failures = new LongAdder();
    CountDownLatch ended = new CountDownLatch(workload.outstanding());
    long start = System.nanoTime();
    long until = start + duration.toNanos();
    for (int i = 0; i < workload.outstanding(); i++) {
      Client client = clients.get(i % clients.size());
      new Caller(client, operation, i, until, latencies, failures, ended).call();
    }
    ended.await();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return new LoadResult(operation, elapsed, latencies, failures.sum());
  }

  /** One call in flight, over and over. */
  private final class Caller {
    private final Client client;
    private final Workload.Operation operation;
    private final SplittableRandom random;
    private final long until;
    private final Histogram latencies;
    private final LongAdder failures;
    private final CountDownLatch ended;
    private final Bytes value;

    Caller(
        Client client,
        Workload.Operation operation,
        int seed,
        long until,
        Histogram latencies,
        LongAdder failures,
        CountDownLatch ended) {
      this.client = client;
      this.operation = operation;
      this.random = new SplittableRandom(seed);
      this.until = until;
      this.latencies = latencies;
      this.failures = failures;
      this.ended = ended;
      byte[] bytes = new byte[workload.valueBytes()];
      random.nextBytes(bytes);
      this.value = Bytes.of(bytes);
    }

    void call() {
      Bytes key = Bytes.of(String.format("bench/%08d", random.nextInt(workload.keys())));
      long sent = System.nanoTime();
      CompletableFuture<?> answer =
          operation == Workload.Operation.PUT ? client.kv().put(key, value) : client.kv().get(key);
      answer.whenComplete((done, failure) -> answered(sent, failure != null));
    }

    private void answered(long sent, boolean failed) {
      long now = System.nanoTime();
      if (failed) {
        failures.increment();
      } else {
        latencies.recordValue(Math.min(now - sent, LATENCY_NANOS_MAX));
      }
      if (now - until < 0) {
        call();
      } else {
        ended.countDown();
      }
    }
  }
}
