package io.cornerstone.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a client behaves. Immutable; change {@link #DEFAULT} with the {@code with…} methods.
 *
 * @param endpoints members to talk to; default {@code http://127.0.0.1:2379}
 * @param callTimeout the deadline of a call that names none; default 5 s
 * @param connectTimeout how long one attempt to connect may take before another endpoint is tried;
 *     default 2 s
 * @param pingInterval how often a connection with an open stream is probed, at least 10 s (servers
 *     close connections that ping faster); default 10 s
 * @param pingTimeout how long an answer to a probe may take before the connection counts as dead;
 *     default 5 s
 * @param backoff the pauses between attempts
 * @param suppliedExecutor where futures complete and listeners run; null for a small pool of daemon
 *     threads that the client owns
 */
public record ClientConfig(
    List<String> endpoints,
    Duration callTimeout,
    Duration connectTimeout,
    Duration pingInterval,
    Duration pingTimeout,
    Backoff backoff,
    @Nullable Executor suppliedExecutor) {
  /** One member on this machine. */
  public static final ClientConfig DEFAULT =
      new ClientConfig(
          List.of("http://127.0.0.1:2379"),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Backoff.DEFAULT,
          null);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no endpoint or a duration is not positive
   */
  public ClientConfig {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("at least one endpoint is needed");
    }
    requirePositive(callTimeout, "callTimeout");
    requirePositive(connectTimeout, "connectTimeout");
    requirePositive(pingInterval, "pingInterval");
    requirePositive(pingTimeout, "pingTimeout");
  }

  /**
   * The pauses between attempts: the first, doubling up to the longest, each with up to 20 % of
   * jitter. They also bound how long an endpoint that failed is passed over.
   *
   * @param first the first pause; default 25 ms
   * @param max the longest; default 1 s
   */
  public record Backoff(Duration first, Duration max) {
    /** 25 ms to 1 s. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(25), Duration.ofSeconds(1));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is not positive or the first is above the longest
     */
    public Backoff {
      requirePositive(first, "first");
      if (max.compareTo(first) < 0) {
        throw new IllegalArgumentException("max must not be below first: " + max);
      }
    }
  }

  /** Members to talk to. */
  public ClientConfig withEndpoints(List<String> endpoints) {
    return new ClientConfig(
        endpoints,
        callTimeout,
        connectTimeout,
        pingInterval,
        pingTimeout,
        backoff,
        suppliedExecutor);
  }

  /** The deadline of a call that names none. */
  public ClientConfig withCallTimeout(Duration callTimeout) {
    return new ClientConfig(
        endpoints,
        callTimeout,
        connectTimeout,
        pingInterval,
        pingTimeout,
        backoff,
        suppliedExecutor);
  }

  /** How long one attempt to connect may take. */
  public ClientConfig withConnectTimeout(Duration connectTimeout) {
    return new ClientConfig(
        endpoints,
        callTimeout,
        connectTimeout,
        pingInterval,
        pingTimeout,
        backoff,
        suppliedExecutor);
  }

  /** How connections with an open stream are probed. */
  public ClientConfig withPing(Duration pingInterval, Duration pingTimeout) {
    return new ClientConfig(
        endpoints,
        callTimeout,
        connectTimeout,
        pingInterval,
        pingTimeout,
        backoff,
        suppliedExecutor);
  }

  /** The pauses between attempts. */
  public ClientConfig withBackoff(Backoff backoff) {
    return new ClientConfig(
        endpoints,
        callTimeout,
        connectTimeout,
        pingInterval,
        pingTimeout,
        backoff,
        suppliedExecutor);
  }

  /**
   * Where futures complete and listeners run. The client never closes it.
   *
   * <p>{@code Runnable::run} completes on the thread that received the answer, which saves the hop
   * to another thread. Then nothing that runs there may block or take long: it would hold up every
   * other call, watch and keep-alive of the client.
   */
  public ClientConfig withCallbackExecutor(Executor executor) {
    return new ClientConfig(
        endpoints, callTimeout, connectTimeout, pingInterval, pingTimeout, backoff, executor);
  }

  /** The executor that was supplied; empty if the client uses a pool of its own. */
  public Optional<Executor> callbackExecutor() {
    return Optional.ofNullable(suppliedExecutor);
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
