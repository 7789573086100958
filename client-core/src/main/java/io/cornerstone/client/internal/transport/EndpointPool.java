package io.cornerstone.client.internal.transport;

import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.internal.env.ClientClock;
import io.cornerstone.client.internal.retry.BackoffPolicy;
import io.cornerstone.client.internal.retry.Failure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The endpoints of a client: round robin among those in good health, else the one whose pause ends
 * first. A call never fails merely because all are in trouble.
 */
final class EndpointPool {
  private static final long CLOSE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A member in trouble rarely heals between two attempts of a call: begin with 8 pauses of it. */
  private static final int FAILURES_HEAD_START = 3;

  private final List<Endpoint> endpoints;
  private final ClientClock clock;
  private final BackoffPolicy backoff;
  private final AtomicInteger next = new AtomicInteger();

  EndpointPool(List<Endpoint> endpoints, ClientClock clock, BackoffPolicy backoff) {
    this.endpoints = endpoints;
    this.clock = clock;
    this.backoff = backoff;
  }

  static EndpointPool of(ClientConfig config, ClientClock clock, BackoffPolicy backoff) {
    // All are parsed first, so that a malformed one leaves no channel behind.
    List<Address> addresses = config.endpoints().stream().map(Address::parse).toList();
    List<Endpoint> endpoints =
        addresses.stream().map(address -> new Endpoint(address, config)).toList();
    return new EndpointPool(endpoints, clock, backoff);
  }

  int size() {
    return endpoints.size();
  }

  /** The endpoint for the next attempt, with its channel told to connect. */
  Endpoint pick() {
    long now = clock.nanos();
    Endpoint picked = endpoints.size() == 1 ? endpoints.get(0) : pickHealthy(now);
    picked.wake(now);
    return picked;
  }

  private Endpoint pickHealthy(long now) {
    int size = endpoints.size();
    int start = Math.floorMod(next.getAndIncrement(), size);
    Endpoint best = endpoints.get(start);
    for (int i = 0; i < size; i++) {
      Endpoint candidate = endpoints.get((start + i) % size);
      if (!candidate.isAvoided(now)) {
        return candidate;
      }
      if (candidate.avoidUntil(now) - best.avoidUntil(now) < 0) {
        best = candidate;
      }
    }
    return best;
  }

  boolean hasHealthy() {
    long now = clock.nanos();
    for (Endpoint endpoint : endpoints) {
      if (!endpoint.isAvoided(now)) {
        return true;
      }
    }
    return false;
  }

  void failed(Endpoint endpoint, Failure failure) {
    if (failure.blamesEndpoint()) {
      int failures = endpoint.countFailure();
      long pause = backoff.steadyPauseNanos(failures + FAILURES_HEAD_START);
      endpoint.avoid(failures, clock.nanos() + pause, failure.text());
    }
  }

  /** The endpoint with this address, if it is one of ours. */
  Optional<Endpoint> find(Address address) {
    return endpoints.stream().filter(e -> e.address().equals(address)).findFirst();
  }

  /** All endpoints with their last failures. */
  String describe() {
    return endpoints.stream().map(Endpoint::describe).collect(Collectors.joining("; "));
  }

  List<Diagnosis.Endpoint> diagnose() {
    long now = clock.nanos();
    return endpoints.stream().map(endpoint -> endpoint.diagnose(now)).toList();
  }

  void shutdownNow() {
    endpoints.forEach(Endpoint::shutdownNow);
  }

  void awaitTermination() {
    long until = clock.nanos() + CLOSE_WAIT_NANOS;
    try {
      for (Endpoint endpoint : endpoints) {
        endpoint.awaitTermination(until - clock.nanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
