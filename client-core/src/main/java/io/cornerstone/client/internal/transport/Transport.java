package io.cornerstone.client.internal.transport;

import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.internal.address.Address;
import io.cornerstone.client.internal.address.DnsNames;
import io.cornerstone.client.internal.address.EndpointSpec;
import io.cornerstone.client.internal.callback.Callbacks;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.env.Env;
import io.cornerstone.client.internal.observe.Observers;
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
  private final Observers observers;
  private final BackoffPolicy backoff;
  private final Deadlines deadlines;
  private final EndpointPool pool;
  private final Discovery discovery;
  private final MemberSync memberSync;
  private final Tokens tokens;

  /** Calls that wait for their next attempt; belongs to the client loop. */
  private final Set<UnaryCall<?, ?, ?>> waiting = new LinkedHashSet<>();

  private volatile boolean closed;

  public Transport(ClientConfig config, Env env, Callbacks callbacks) {
    this.config = config;
    this.env = env;
    this.callbacks = callbacks;
    this.observers = new Observers(callbacks);
    this.deadlines = new Deadlines(env.clock(), env.loop());
    this.backoff = new BackoffPolicy(config.backoff(), env.random());
    this.pool = new EndpointPool(config, env.clock(), backoff);
    // All are parsed first, so that a malformed one leaves no channel behind.
    List<EndpointSpec> specs = config.endpoints().stream().map(EndpointSpec::parse).toList();
    this.discovery = new Discovery(env, backoff, pool, specs, new DnsNames());
    this.tokens = new Tokens(this);
    this.memberSync = new MemberSync(this, specs);
  }

  /** Begins to look names up, and to learn members if that is wanted. Once, before all else. */
  public void start() {
    pool.tell(new Care());
    discovery.start();
    env.loop().execute(memberSync::start);
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
    OneEndpoint one = one(endpoint);
    ClientFuture<R> future = new UnaryCall<>(this, one.pool, spec, request, 0).start(timeout);
    return one.closedAfter(future);
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
    OneEndpoint one = one(at);
    return one.closedAfter(receive(one.pool, method, request, silenceMax, receiver));
  }

  private OneEndpoint one(String endpoint) {
    Address address = EndpointSpec.parseAddress(endpoint);
    Optional<Endpoint> known = pool.find(address);
    if (known.isPresent()) {
      return new OneEndpoint(pool.only(known.get()), false);
    }
    EndpointPool own = new EndpointPool(config, env.clock(), backoff);
    own.set(List.of(address));
    return new OneEndpoint(own, true);
  }

  /** What is done about endpoints in trouble. */
  private final class Care implements EndpointPool.Listener {
    @Override
    public void onDue(Endpoint endpoint) {
      Probe.send(Transport.this, endpoint);
    }

    @Override
    public void onFailed() {
      discovery.memberFailed();
    }
  }

  /** For calls to a certain endpoint; one that is not among those of the client is made for it. */
  private record OneEndpoint(EndpointPool pool, boolean isOwn) {
    <R> ClientFuture<R> closedAfter(ClientFuture<R> future) {
      if (isOwn) {
        CompletableFuture<R> unused = future.whenComplete((result, failure) -> pool.shutdownNow());
      }
      return future;
    }
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
    StreamKeeper<Q, P> keeper = new StreamKeeper<>(this, method, handler);
    tokens.onRenewed(keeper::tokenRenewed);
    return keeper;
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

  public Observers observers() {
    return observers;
  }

  Tokens tokens() {
    return tokens;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  BackoffPolicy backoff() {
    return backoff;
  }

  EndpointPool pool() {
    return pool;
  }

  Discovery discovery() {
    return discovery;
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
    env.loop()
        .execute(
            () -> {
              tokens.close();
              memberSync.close();
              discovery.close();
              List.copyOf(waiting).forEach(UnaryCall::stopWaiting);
            });
    pool.shutdownNow();
    pool.awaitTermination();
  }
}
