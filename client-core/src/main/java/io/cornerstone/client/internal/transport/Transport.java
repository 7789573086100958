package io.cornerstone.client.internal.transport;

import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.internal.callback.Callbacks;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.env.Env;
import io.cornerstone.client.internal.retry.BackoffPolicy;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way to the cluster: single calls and streams over the endpoints. */
public final class Transport {
  private final ClientConfig config;
  private final Env env;
  private final Callbacks callbacks;
  private final BackoffPolicy backoff;
  private final EndpointPool pool;
  private final Tokens tokens;

  /** Calls that wait for their next attempt; belongs to the client loop. */
  private final Set<UnaryCall<?, ?, ?>> waiting = new LinkedHashSet<>();

  private volatile boolean closed;

  public Transport(ClientConfig config, Env env, Callbacks callbacks) {
    this.config = config;
    this.env = env;
    this.callbacks = callbacks;
    this.backoff = new BackoffPolicy(config.backoff(), env.random());
    this.pool = EndpointPool.of(config, env.clock(), backoff);
    this.tokens = new Tokens(this);
  }

  /** One call at whichever endpoint serves it. */
  public <Q, P, R> ClientFuture<R> call(CallSpec<Q, P, R> spec, Q request, Duration timeout) {
    return call(spec, request, timeout, 0);
  }

  /** One call that names a revision, which a refusal as compacted reports. */
  public <Q, P, R> ClientFuture<R> call(
      CallSpec<Q, P, R> spec, Q request, Duration timeout, long revision) {
    return new UnaryCall<>(this, pool, spec, request, revision).start(timeout);
  }

  /** The call by which a token is got. */
  <Q, P, R> ClientFuture<R> callWithoutToken(CallSpec<Q, P, R> spec, Q request) {
    return new UnaryCall<>(this, pool, spec, request, 0).startWithoutToken(config.callTimeout());
  }

  /** One call at this endpoint and no other. */
  public <Q, P, R> ClientFuture<R> callAt(
      String endpoint, CallSpec<Q, P, R> spec, Q request, Duration timeout) {
    Optional<Endpoint> known = pool.find(Address.parse(endpoint));
    if (known.isPresent()) {
      EndpointPool one = new EndpointPool(List.of(known.get()), env.clock(), backoff);
      return new UnaryCall<>(this, one, spec, request, 0).start(timeout);
    }
    EndpointPool one =
        EndpointPool.of(config.withEndpoints(List.of(endpoint)), env.clock(), backoff);
    ClientFuture<R> future = new UnaryCall<>(this, one, spec, request, 0).start(timeout);
    CompletableFuture<R> unused = future.whenComplete((result, failure) -> one.shutdownNow());
    return future;
  }

  /**
   * One request that is answered with a stream.
   *
   * @param at the only endpoint to ask; null for any
   * @param silenceMax how long the server may send nothing
   */
  public <Q, P, R> ClientFuture<R> receive(
      @Nullable String at,
      MethodDescriptor<Q, P> method,
      Q request,
      Duration silenceMax,
      Receiver<P, R> receiver) {
    if (at == null) {
      return receive(pool, method, request, silenceMax, receiver);
    }
    Optional<Endpoint> known = pool.find(Address.parse(at));
    if (known.isPresent()) {
      EndpointPool one = new EndpointPool(List.of(known.get()), env.clock(), backoff);
      return receive(one, method, request, silenceMax, receiver);
    }
    EndpointPool one = EndpointPool.of(config.withEndpoints(List.of(at)), env.clock(), backoff);
    ClientFuture<R> future = receive(one, method, request, silenceMax, receiver);
    CompletableFuture<R> unused = future.whenComplete((result, failure) -> one.shutdownNow());
    return future;
  }

  private <Q, P, R> ClientFuture<R> receive(
      EndpointPool from,
      MethodDescriptor<Q, P> method,
      Q request,
      Duration silenceMax,
      Receiver<P, R> receiver) {
    return new Download<>(this, from, method, receiver, silenceMax.toNanos()).start(request);
  }

  /** Takes what a stream brings, on the callback executor, one call after the other. */
  public interface Receiver<P, R> {
    /** A message. What this throws ends the stream and fails the future. */
    void onMessage(P message);

    /**
     * A message, for a receiver that does not want the next one at once: it runs {@code next} when
     * it does, on any thread. The server's silence is timed from then on.
     */
    default void onMessage(P message, Runnable next) {
      onMessage(message);
      next.run();
    }

    /** The stream has ended well: the result. */
    R onEnd();

    /** The stream, or the receiver, has failed. */
    void onFailed();
  }

  /** A stream that is opened again when it is lost. */
  public <Q, P> StreamKeeper<Q, P> stream(
      MethodDescriptor<Q, P> method, StreamKeeper.Handler<P> handler) {
    return new StreamKeeper<>(this, method, handler);
  }

  /** The endpoints and what is known of them. */
  public List<Diagnosis.Endpoint> diagnose() {
    return pool.diagnose();
  }

  public ClientConfig config() {
    return config;
  }

  public Env env() {
    return env;
  }

  public Callbacks callbacks() {
    return callbacks;
  }

  Tokens tokens() {
    return tokens;
  }

  BackoffPolicy backoff() {
    return backoff;
  }

  EndpointPool pool() {
    return pool;
  }

  Set<UnaryCall<?, ?, ?>> waiting() {
    return waiting;
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return closed;
  }

  /** From now on nothing is sent or retried; calls in flight fail. */
  public void close() {
    closed = true;
    env.loop().execute(() -> List.copyOf(waiting).forEach(UnaryCall::stopWaiting));
    pool.shutdownNow();
    pool.awaitTermination();
  }
}
