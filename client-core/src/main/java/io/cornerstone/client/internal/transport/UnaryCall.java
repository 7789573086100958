package io.cornerstone.client.internal.transport;

import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.client.internal.retry.Failure;
import io.cornerstone.client.internal.retry.FailureKind;
import io.cornerstone.client.observe.CallObserver;
import io.cornerstone.client.observe.CallOutcome;
import io.cornerstone.protocol.StatusCode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call with its attempts, all inside one deadline.
 *
 * <p>The first attempt is made on the caller's thread, later ones on the client loop. At most one
 * is under way at a time and each hands over to the next, so that the fields need no lock.
 */
final class UnaryCall<Q, P, R> {
  private static final long ATTEMPT_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** With less time left than this, another attempt is pointless. */
  private static final long LAST_ATTEMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** A token that was just given may be refused once: by a member that has not heard of it yet. */
  private static final int LOGINS_MAX = 2;

  private final Transport transport;
  private final EndpointPool pool;
  private final CallSpec<Q, P, R> spec;
  private final Q request;
  private final long revision;
  private final ClientFuture<R> future;

  private volatile @Nullable Attempt current;
  private volatile boolean abandoned;
  private long deadline;
  private int attempts;
  private int failures;
  private @Nullable Failure unknown;
  private int logins;
  private boolean withoutToken;
  private Loop.Timer retryTimer = Loop.Timer.NONE;

  UnaryCall(
      Transport transport, EndpointPool pool, CallSpec<Q, P, R> spec, Q request, long revision) {
    this.transport = transport;
    this.pool = pool;
    this.spec = spec;
    this.request = request;
    this.revision = revision;
    this.future = new ClientFuture<>(transport.callbacks());
  }

  ClientFuture<R> start(Duration timeout) {
    deadline = now() + timeout.toNanos();
    future.onAbandoned(this::abandon);
    observe();
    attempt();
    return future;
  }

  private void observe() {
    CallObserver observer = transport.observers().callStarted(spec.method().getFullMethodName());
    if (observer == CallObserver.NONE) {
      return;
    }
    CompletableFuture<R> unused =
        future.whenComplete((result, failure) -> observer.ended(outcome(failure)));
  }

  private CallOutcome outcome(@Nullable Throwable failure) {
    Attempt last = current;
    Optional<String> endpoint =
        last == null ? Optional.empty() : Optional.of(last.endpoint.toString());
    return new CallOutcome(endpoint, attempts, Optional.ofNullable(failure));
  }

  ClientFuture<R> startWithoutToken(Duration timeout) {
    withoutToken = true;
    return start(timeout);
  }

  private void abandon() {
    abandoned = true;
    Attempt running = current;
    if (running != null) {
      running.cancel();
    }
  }

  private void attempt() {
    if (transport.isClosed()) {
      fail(Failure.of(false, StatusCode.CANCELLED, "the client is closed"), null);
      return;
    }
    long left = deadline - now();
    if (left <= 0) {
      fail(
          Failure.of(false, StatusCode.DEADLINE_EXCEEDED, "the deadline passed before sending"),
          null);
      return;
    }
    if (pool.isEmpty()) {
      transport.env().loop().execute(() -> awaitEndpoint(left));
      return;
    }
    if (!withoutToken && transport.tokens().isNeeded()) {
      transport.env().loop().execute(() -> awaitLogin(left));
      return;
    }
    Endpoint endpoint = pool.pick();
    Attempt attempt = new Attempt(endpoint, attemptNanos(left));
    attempts++;
    current = attempt;
    attempt.start();
    if (abandoned) {
      attempt.cancel();
    }
  }

  /** On the client loop. Each lookup that fails ends the wait, so that the next one is awaited. */
  private void awaitEndpoint(long left) {
    Runnable late =
        () ->
            fail(
                Failure.of(
                    false,
                    StatusCode.UNAVAILABLE,
                    "no endpoint is known: " + transport.discovery().describe()),
                null);
    BooleanSupplier inTime = inTime(left, late);
    transport
        .discovery()
        .await(
            () -> {
              if (inTime.getAsBoolean() && !abandoned) {
                attempt();
              }
            });
  }

  /**
   * On the client loop. The login has a deadline of its own, which may be behind that of the call.
   */
  private void awaitLogin(long left) {
    Runnable late =
        () -> fail(Failure.of(false, StatusCode.DEADLINE_EXCEEDED, "no login in time"), null);
    BooleanSupplier inTime = inTime(left, late);
    transport
        .tokens()
        .login(
            refused -> {
              if (!inTime.getAsBoolean()) {
                return;
              }
              if (refused != null) {
                future.fail(refused);
              } else if (!abandoned) {
                attempt();
              }
            });
  }

  /** Runs a task after a while, unless what is returned is asked before, and says so. */
  private BooleanSupplier inTime(long nanos, Runnable late) {
    AtomicBoolean over = new AtomicBoolean();
    Loop.Timer timer =
        transport
            .env()
            .loop()
            .schedule(
                nanos,
                () -> {
                  if (over.compareAndSet(false, true)) {
                    late.run();
                  }
                });
    return () -> {
      timer.cancel();
      return over.compareAndSet(false, true);
    };
  }

  /**
   * A read that could be served elsewhere does not give all its time to one member, which may have
   * accepted the connection and be silent. A write does: it cannot be asked elsewhere once sent.
   * One that may be repeated is shared out even with a single member: its answer alone may be lost.
   */
  private long attemptNanos(long left) {
    boolean shared = spec.mayRepeat() && (pool.size() > 1 || spec.isWrite());
    return shared ? Math.min(left, Math.max(left / 2, ATTEMPT_MIN_NANOS)) : left;
  }

  private void closed(Attempt attempt, Status status, @Nullable P answer) {
    if (status.isOk() && answer != null) {
      attempt.endpoint.succeeded();
      succeed(answer, attempt.endpoint);
      return;
    }
    if (abandoned) {
      return; // The user has given up; the future is complete.
    }
    Failure failure = Statuses.failure(attempt.mark.isSent(), status);
    if (!withoutToken && logins < LOGINS_MAX && transport.tokens().mayHelp(failure.error())) {
      logins++;
      transport.tokens().giveUp(attempt.token);
      transport.env().loop().execute(this::attempt);
      return;
    }
    pool.failed(attempt.endpoint, failure);
    failures++;
    if (failure.kind() == FailureKind.UNKNOWN_OUTCOME
        || failure.kind() == FailureKind.UNKNOWN_OUTCOME_FINAL) {
      unknown = failure;
    } else if (isRefusedAsRepeated(failure)) {
      return;
    }
    if (!failure.mayRetry(!spec.mayRepeat()) || transport.isClosed()) {
      fail(failure, attempt.endpoint);
      return;
    }
    transport.env().loop().execute(() -> retry(failure, attempt.endpoint));
  }

  /** A write that is refused because it was applied before has succeeded, if it was ours. */
  private boolean isRefusedAsRepeated(Failure failure) {
    CallSpec.Repeat<R> repeat = spec.repeat();
    if (repeat == null || unknown == null || failure.error() != repeat.refusal()) {
      return false;
    }
    future.succeed(repeat.result().get());
    return true;
  }

  /** On the client loop. At once if there is another healthy endpoint, else after a pause. */
  private void retry(Failure failure, Endpoint endpoint) {
    long left = deadline - now();
    if (transport.isClosed() || left < LAST_ATTEMPT_NANOS) {
      fail(failure, endpoint);
      return;
    }
    if (failures < pool.size() && pool.hasHealthy()) {
      attempt();
      return;
    }
    long pause = Math.min(transport.backoff().pauseNanos(failures), left / 2);
    transport.waiting().add(this);
    retryTimer = transport.env().loop().schedule(pause, this::stopWaiting);
  }

  /** On the client loop: time for the next attempt, or the client is being closed. */
  void stopWaiting() {
    retryTimer.cancel();
    if (transport.waiting().remove(this) && !abandoned) {
      attempt();
    }
  }

  private void succeed(P answer, Endpoint endpoint) {
    R result;
    try {
      result = spec.result().apply(answer);
    } catch (RuntimeException e) {
      fail(Failure.of(true, StatusCode.INTERNAL, "unreadable answer: " + e), endpoint);
      return;
    }
    future.succeed(result);
  }

  private void fail(Failure failure, @Nullable Endpoint endpoint) {
    String where = spec.method().getBareMethodName() + (endpoint == null ? "" : " at " + endpoint);
    if (failures > 1) {
      where += " after " + failures + " attempts; endpoints: " + pool.describe();
    }
    // An earlier attempt may have been applied, unless the server has refused the request since.
    Failure earlier = unknown;
    Failure told = earlier == null || failure.kind() == FailureKind.REFUSED ? failure : earlier;
    future.fail(told.toException(spec.isWrite(), revision, where));
  }

  private long now() {
    return transport.env().clock().nanos();
  }

  /** One try at one endpoint. */
  private final class Attempt extends ClientCall.Listener<P> {
    private final Endpoint endpoint;
    private final SentMark mark = new SentMark();
    private final @Nullable String token = withoutToken ? null : transport.tokens().current();
    private final long timeoutNanos;
    private final long due;
    private final Deadlines.Deadline deadline;
    private volatile @Nullable ClientCall<Q, P> call;
    private @Nullable P answer;
    private Loop.Timer connectTimer = Loop.Timer.NONE;

    Attempt(Endpoint endpoint, long timeoutNanos) {
      this.endpoint = endpoint;
      this.timeoutNanos = timeoutNanos;
      this.due = now() + timeoutNanos;
      this.deadline = transport.deadlines().in(timeoutNanos, () -> cancelCall("late"));
    }

    void start() {
      CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(mark);
      Metadata headers = Tokens.headers(token);
      Timeouts.put(headers, timeoutNanos);
      boolean connected = endpoint.isConnected();
      ClientCall<Q, P> call = endpoint.channel().newCall(spec.method(), options);
      call.start(this, headers);
      call.request(2);
      try {
        call.sendMessage(request);
        call.halfClose();
      } catch (RuntimeException e) {
        call.cancel("the request could not be sent", e);
      }
      this.call = call; // Not before: a call that is cancelled must not be started or written to.
      if (isLate()) {
        cancelCall("late"); // What was to do so may have come too early.
      }
      if (!connected) {
        long connectNanos = transport.config().connectTimeout().toNanos();
        connectTimer = transport.env().loop().schedule(connectNanos, this::giveUpConnecting);
      }
    }

    /**
     * An endpoint that accepts connections and then is silent fails as fast as one that refuses.
     */
    private void giveUpConnecting() {
      if (!mark.isSent()) {
        cancelCall("not connected in time");
      }
    }

    void cancel() {
      cancelCall("cancelled by the caller");
    }

    private boolean isLate() {
      return now() - due >= 0;
    }

    private void cancelCall(String why) {
      ClientCall<Q, P> running = call;
      if (running != null) {
        running.cancel(why, null);
      }
    }

    @Override
    public void onMessage(P message) {
      answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      connectTimer.cancel();
      deadline.cancel();
      // We have cancelled it, or the server has, which was told of the deadline too.
      boolean wasLate = status.getCode() == Status.Code.CANCELLED && isLate();
      closed(this, wasLate ? lateStatus() : status, answer);
    }

    private Status lateStatus() {
      long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
      String what = mark.isSent() ? "no answer" : "not connected";
      return Status.DEADLINE_EXCEEDED.withDescription(what + " within " + millis + " ms");
    }
  }
}
