package io.cornerstone.benchmarks;

import io.cornerstone.benchmarks.PeerResult.Metric;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Many watchers of one key in one client: a put, and the next one when the last watcher has seen
 * it. Latency is the time from the put until then.
 */
final class FanIn {
  private static final byte[] KEY = Keys.of("fan-in/", 0);
  private static final byte[] VALUE = new byte[256];
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LoadedClient client;
  private final int watchers;
  private final AtomicInteger missing = new AtomicInteger();
  private final Semaphore allSaw = new Semaphore(0);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  FanIn(LoadedClient client, int watchers) {
    this.client = client;
    this.watchers = watchers;
  }

  PeerResult run(Duration warmUp, Duration duration) throws InterruptedException {
    startWatchers();
    rounds(warmUp, new Histogram(3));
    Histogram latencies = new Histogram(3);
    Stopwatch watch = Stopwatch.start();
    Duration cpuBefore = ProcessCpu.used();
    rounds(duration, latencies);
    double events = (double) latencies.getTotalCount() * watchers;
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    values.put(Metric.PER_SECOND, events / watch.seconds());
    values.put(Metric.P50_MILLIS, latencies.getValueAtPercentile(50) / 1e6);
    values.put(Metric.P99_MILLIS, latencies.getValueAtPercentile(99) / 1e6);
    values.put(Metric.CPU_MICROS, ProcessCpu.used().minus(cpuBefore).toNanos() / 1e3 / events);
    return new PeerResult("events, fan-in of " + watchers + " watchers", values);
  }

  private void startWatchers() throws InterruptedException {
    CountDownLatch created = new CountDownLatch(watchers);
    for (int i = 0; i < watchers; i++) {
      client.watch(KEY, created::countDown, this::saw);
    }
    if (!created.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(created.getCount() + " watchers were not created in time");
    }
  }

  private void rounds(Duration duration, Histogram latencies) throws InterruptedException {
    Stopwatch whole = Stopwatch.start();
    while (whole.nanos() < duration.toNanos()) {
      missing.set(watchers);
      Stopwatch round = Stopwatch.start();
      client.put(KEY, VALUE, this::answered);
      if (!allSaw.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS) || failure.get() != null) {
        throw new IllegalStateException(
            missing.get() + " watchers saw nothing of a put", failure.get());
      }
      latencies.recordValue(round.nanos());
    }
  }

  private void answered(@Nullable Throwable refused) {
    if (refused != null) {
      failure.set(refused);
      allSaw.release();
    }
  }

  private void saw(int events) {
    if (events > 0 && missing.addAndGet(-events) == 0) {
      allSaw.release();
    }
  }
}
