package io.cornerstone.client.observe.micrometer;

import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.observe.CallObserver;
import io.cornerstone.client.observe.ClientObserver;
import io.cornerstone.client.watch.WatchEnd;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps meters of a client in a Micrometer registry.
 *
 * <pre>{@code
 * client.observe(new MicrometerObserver(registry, Tag.of("cluster", "orders")));
 * }</pre>
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code etcd.client.calls}<td>timer by {@code method} and {@code outcome}
 * <tr><td>{@code etcd.client.call.attempts}<td>counter by {@code method}: with the timer's count,
 *     how many were retries
 * <tr><td>{@code etcd.client.streams.opened}, {@code .lost}<td>counters by {@code method}
 * <tr><td>{@code etcd.client.watchers}, {@code etcd.client.leases}<td>gauges
 * <tr><td>{@code etcd.client.watchers.ended}<td>counter by {@code reason}
 * <tr><td>{@code etcd.client.watchers.resynced}<td>counter
 * <tr><td>{@code etcd.client.leases.lost}<td>counter by {@code cause}
 * </table>
 *
 * <p>One observer is for one client. Gauges count from when it was added.
 */
public final class MicrometerObserver implements ClientObserver {
  private final MeterRegistry registry;
  private final Tags tags;
  private final AtomicInteger watchers;
  private final AtomicInteger leases;

  /** With tags for every meter. */
  public MicrometerObserver(MeterRegistry registry, Tag... tags) {
    this.registry = registry;
    this.tags = Tags.of(tags);
    this.watchers = gauge(registry, "etcd.client.watchers", this.tags);
    this.leases = gauge(registry, "etcd.client.leases", this.tags);
  }

  /** The registry keeps gauges weakly: the observer holds the number. */
  private static AtomicInteger gauge(MeterRegistry registry, String name, Tags tags) {
    AtomicInteger count = new AtomicInteger();
    registry.gauge(name, tags, count);
    return count;
  }

  @Override
  public CallObserver callStarted(String method) {
    Timer.Sample sample = Timer.start(registry);
    return outcome -> {
      Tags ofMethod = tags.and("method", method);
      sample.stop(registry.timer("etcd.client.calls", ofMethod.and("outcome", outcome.label())));
      registry.counter("etcd.client.call.attempts", ofMethod).increment(outcome.attempts());
    };
  }

  @Override
  public void streamOpened(String method, String endpoint, int users) {
    count("etcd.client.streams.opened", "method", method);
  }

  @Override
  public void streamLost(String method, String endpoint, String reason) {
    count("etcd.client.streams.lost", "method", method);
  }

  @Override
  public void watcherStarted() {
    watchers.incrementAndGet();
  }

  @Override
  public void watcherEnded(WatchEnd end) {
    watchers.decrementAndGet();
    count("etcd.client.watchers.ended", "reason", end.getClass().getSimpleName());
  }

  @Override
  public void watcherResynced(long revision, int events) {
    registry.counter("etcd.client.watchers.resynced", tags).increment();
  }

  @Override
  public void leaseKept(LeaseId lease) {
    leases.incrementAndGet();
  }

  @Override
  public void leaseEnded(LeaseId lease, LeaseState last) {
    leases.decrementAndGet();
    if (last instanceof LeaseState.Lost lost) {
      count("etcd.client.leases.lost", "cause", lost.cause().name());
    }
  }

  private void count(String name, String key, String value) {
    registry.counter(name, tags.and(key, value)).increment();
  }
}
