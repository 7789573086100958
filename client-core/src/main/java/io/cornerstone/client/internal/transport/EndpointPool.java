package io.cornerstone.client.internal.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.internal.address.Address;
import io.cornerstone.client.internal.env.ClientClock;
import io.cornerstone.client.internal.retry.BackoffPolicy;
import io.cornerstone.client.internal.retry.Failure;
import io.cornerstone.client.internal.retry.FailureKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The endpoints of a client: round robin among those in good health, else the one whose pause ends
 * first. A call never fails merely because all are in trouble.
 *
 * <p>Safe for all threads. The lock is for changes only; whoever picks reads a list that never
 * changes.
 */
final class EndpointPool {
  private static final long CLOSE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A member in trouble rarely heals between two attempts of a call: begin with 8 pauses of it. */
  private static final int FAILURES_HEAD_START = 3;

  /** Hears how the endpoints are, on any thread. */
  interface Listener {
    /** One that was passed over for a while should be asked how it is. */
    void onDue(Endpoint endpoint);

    /** One has failed, and is passed over from now on. */
    void onFailed();
  }

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void onDue(Endpoint endpoint) {}

        @Override
        public void onFailed() {}
      };

  private final ClientConfig config;
  private final ClientClock clock;
  private final BackoffPolicy backoff;
  private final AtomicInteger next = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile List<Endpoint> endpoints = List.of();
  private volatile Listener listener = NOBODY;

  /** Those that were taken out, as long as something may be under way there. */
  @GuardedBy("lock")
  private final List<Endpoint> retired = new ArrayList<>();

  @GuardedBy("lock")
  private boolean closed;

  EndpointPool(ClientConfig config, ClientClock clock, BackoffPolicy backoff) {
    this.config = config;
    this.clock = clock;
    this.backoff = backoff;
  }

  /** Who hears of the endpoints from now on. */
  void tell(Listener listener) {
    this.listener = listener;
  }

  /** A pool of this endpoint alone. */
  EndpointPool only(Endpoint endpoint) {
    EndpointPool one = new EndpointPool(config, clock, backoff);
    one.endpoints = List.of(endpoint);
    one.listener = listener;
    return one;
  }

  /**
   * These addresses and no others, from now on. An endpoint that stays keeps its channel and its
   * health; what is under way at one that goes may end there.
   *
   * @throws IllegalArgumentException if one of them cannot be used on this machine
   */
  void set(Collection<Address> addresses) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      List<Endpoint> before = endpoints;
      List<Endpoint> after = endpoints(addresses);
      endpoints = after;
      retired.removeIf(Endpoint::isTerminated);
      for (Endpoint endpoint : before) {
        if (!after.contains(endpoint)) {
          endpoint.retire();
          retired.add(endpoint);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Endpoint> endpoints(Collection<Address> addresses) {
    List<Endpoint> made = new ArrayList<>();
    List<Endpoint> all = new ArrayList<>();
    try {
      for (Address address : new LinkedHashSet<>(addresses)) {
        Optional<Endpoint> known = find(address);
        if (known.isEmpty()) {
          made.add(new Endpoint(address, config));
        }
        all.add(known.orElseGet(() -> made.get(made.size() - 1)));
      }
    } catch (IllegalArgumentException e) {
      made.forEach(Endpoint::shutdownNow);
      throw e;
    }
    return List.copyOf(all);
  }

  int size() {
    return endpoints.size();
  }

  boolean isEmpty() {
    return endpoints.isEmpty();
  }

  /** The endpoint for the next attempt, with its channel told to connect. There must be one. */
  Endpoint pick() {
    List<Endpoint> all = endpoints;
    long now = clock.nanos();
    Endpoint picked = all.size() == 1 ? all.get(0) : pickHealthy(all, now);
    picked.wake(now);
    return picked;
  }

  private Endpoint pickHealthy(List<Endpoint> all, long now) {
    int size = all.size();
    int start = Math.floorMod(next.getAndIncrement(), size);
    Endpoint best = all.get(start);
    for (int i = 0; i < size; i++) {
      Endpoint candidate = all.get((start + i) % size);
      if (!candidate.isAvoided()) {
        return candidate;
      }
      if (candidate.retryAt(now) - best.retryAt(now) < 0) {
        best = candidate;
      }
      if (candidate.claimProbe(now, config.connectTimeout().toNanos())) {
        listener.onDue(candidate);
      }
    }
    return best;
  }

  boolean hasHealthy() {
    return endpoints.stream().anyMatch(endpoint -> !endpoint.isAvoided());
  }

  void failed(Endpoint endpoint, Failure failure) {
    if (failure.blamesEndpoint()) {
      int failures = endpoint.countFailure();
      long pause = backoff.steadyPauseNanos(failures + FAILURES_HEAD_START);
      endpoint.avoid(failures, clock.nanos() + pause, failure.text());
      listener.onFailed();
    } else if (failure.kind() == FailureKind.REFUSED) {
      endpoint.succeeded(); // Whoever says no is there.
    }
  }

  /** The endpoint with this address, if it is one of ours. */
  Optional<Endpoint> find(Address address) {
    return endpoints.stream().filter(e -> e.address().equals(address)).findFirst();
  }

  /** Where they are, in the order in which they were given. */
  List<Address> addresses() {
    return endpoints.stream().map(Endpoint::address).toList();
  }

  /** All endpoints with their last failures. */
  String describe() {
    return endpoints.stream().map(Endpoint::describe).collect(Collectors.joining("; "));
  }

  List<Diagnosis.Endpoint> diagnose() {
    return endpoints.stream().map(Endpoint::diagnose).toList();
  }

  /** Nothing is sent any more, and nothing new is taken in. */
  void shutdownNow() {
    lock.lock();
    try {
      closed = true;
      endpoints.forEach(Endpoint::shutdownNow);
      retired.forEach(Endpoint::shutdownNow);
    } finally {
      lock.unlock();
    }
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
