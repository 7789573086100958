package io.cornerstone.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of calls in flight until the time is over. An answer's continuation makes the next
 * call, on the thread that received it, so that the generator itself costs little.
 */
final class ClosedLoop {
  static final String KEY_PREFIX = "bench/";
  private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);

  private final Workload workload;
  private final Supplier<? extends LoadedClient> connect;

  ClosedLoop(Workload workload, Supplier<? extends LoadedClient> connect) {
    this.workload = workload;
    this.connect = connect;
  }

  /** Runs one operation; {@code warmUp} first, unmeasured. */
  LoadResult run(Workload.Operation operation) throws InterruptedException {
    List<LoadedClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < workload.connections(); i++) {
        clients.add(connect.get());
      }
      measure(clients, operation, workload.warmUp());
      return measure(clients, operation, workload.duration());
    } finally {
      clients.forEach(LoadedClient::close);
    }
  }

  private LoadResult measure(
      List<LoadedClient> clients, Workload.Operation operation, Duration duration)
      throws InterruptedException {
    Measured measured = new Measured(duration, workload.outstanding());
    Duration cpuBefore = ProcessCpu.used();
    for (int i = 0; i < workload.outstanding(); i++) {
      new Caller(clients.get(i % clients.size()), operation, i, measured).call();
    }
    measured.ended.await();
    return new LoadResult(
        operation,
        measured.watch.elapsed(),
        ProcessCpu.used().minus(cpuBefore),
        measured.latencies,
        measured.failures.sum());
  }

  /** What the callers of one measurement share. */
  private static final class Measured {
    private final Stopwatch watch = Stopwatch.start();
    private final Histogram latencies = new ConcurrentHistogram(LATENCY_NANOS_MAX, 3);
    private final LongAdder failures = new LongAdder();
    private final long nanos;
    private final CountDownLatch ended;

    Measured(Duration duration, int callers) {
      this.nanos = duration.toNanos();
      this.ended = new CountDownLatch(callers);
    }
  }

  /** One call in flight, over and over. */
  private final class Caller {
    private final LoadedClient client;
    private final Workload.Operation operation;
    private final SplittableRandom random;
    private final Measured measured;
    private final Consumer<@Nullable Throwable> answered = this::answered;
    private final byte[] value;
    private long sentNanos;

    Caller(LoadedClient client, Workload.Operation operation, int seed, Measured measured) {
      this.client = client;
      this.operation = operation;
      this.random = new SplittableRandom(seed);
      this.measured = measured;
      this.value = new byte[workload.valueBytes()];
      random.nextBytes(value);
    }

    void call() {
      byte[] key = Keys.of(KEY_PREFIX, random.nextInt(workload.keys()));
      sentNanos = measured.watch.nanos();
      if (operation == Workload.Operation.PUT) {
        client.put(key, value, answered);
      } else {
        client.get(key, answered);
      }
    }

    private void answered(@Nullable Throwable failure) {
      long now = measured.watch.nanos();
      if (failure != null) {
        measured.failures.increment();
      } else {
        measured.latencies.recordValue(Math.min(now - sentNanos, LATENCY_NANOS_MAX));
      }
      if (now < measured.nanos) {
        call();
      } else {
        measured.ended.countDown();
      }
    }
  }
}
