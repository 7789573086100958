package io.cornerstone.client.internal.transport;

import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.callback.SerialTasks;
import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.client.internal.retry.Failure;
import io.cornerstone.protocol.StatusCode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One request that is answered with a stream that ends. The receiver runs on the callback executor,
 * one message at a time; the next is asked for when it wants one, so that a slow one slows the
 * server down. Fails when the server is silent for too long. Not retried, except with a fresh token
 * if the first was refused.
 */
final class Download<Q, P, R> {
  private final Transport transport;
  private final EndpointPool pool;
  private final MethodDescriptor<Q, P> method;
  private final Transport.Receiver<P, R> receiver;
  private final long silenceMaxNanos;
  private final SerialTasks tasks;
  private final ClientFuture<R> future;
  private volatile @Nullable Stream current;
  private volatile boolean abandoned;

  // In tasks only.
  private boolean ended;
  private boolean loggedInAgain;

  Download(
      Transport transport,
      EndpointPool pool,
      MethodDescriptor<Q, P> method,
      Transport.Receiver<P, R> receiver,
      long silenceMaxNanos) {
    this.transport = transport;
    this.pool = pool;
    this.method = method;
    this.receiver = receiver;
    this.silenceMaxNanos = silenceMaxNanos;
    this.tasks = new SerialTasks(transport.callbacks());
    this.future = new ClientFuture<>(transport.callbacks());
  }

  ClientFuture<R> start(Q request) {
    future.onAbandoned(this::abandon);
    begin(request);
    return future;
  }

  private void abandon() {
    abandoned = true;
    Stream stream = current;
    if (stream != null) {
      stream.call.cancel("cancelled by the caller", null);
    }
  }

  private void begin(Q request) {
    if (pool.isEmpty()) {
      transport.env().loop().execute(() -> awaitEndpoint(request));
    } else if (transport.tokens().isNeeded()) {
      transport.env().loop().execute(() -> awaitLogin(request));
    } else {
      open(request);
    }
  }

  /** On the client loop. */
  private void awaitEndpoint(Q request) {
    transport
        .discovery()
        .await(
            () -> {
              if (pool.isEmpty()) {
                String why = "no endpoint is known: " + transport.discovery().describe();
                Failure failure = Failure.of(false, StatusCode.UNAVAILABLE, why);
                RuntimeException told = failure.toException(false, 0, method.getFullMethodName());
                tasks.execute(() -> end(told));
              } else {
                begin(request);
              }
            });
  }

  /** On the client loop. */
  private void awaitLogin(Q request) {
    transport
        .tokens()
        .login(
            refused -> {
              if (refused == null) {
                open(request);
              } else {
                tasks.execute(() -> end(refused));
              }
            });
  }

  private void open(Q request) {
    Stream stream = new Stream(pool.pick(), request);
    stream.start();
    current = stream;
    if (abandoned) {
      stream.call.cancel("cancelled by the caller", null);
    }
  }

  private void handle(Stream stream, P message) {
    if (ended) {
      return;
    }
    try {
      receiver.onMessage(message, stream::askForNext);
    } catch (RuntimeException e) {
      end(e);
      stream.call.cancel("the receiver failed", e);
    }
  }

  private void closed(Stream stream, Status status) {
    stream.silence.cancel();
    if (ended) {
      return;
    }
    if (status.isOk()) {
      complete();
      return;
    }
    Failure failure =
        stream.silent
            ? Failure.of(true, StatusCode.DEADLINE_EXCEEDED, "the server was silent for too long")
            : Statuses.failure(stream.mark.isSent(), status);
    if (!loggedInAgain && transport.tokens().mayHelp(failure.error())) {
      loggedInAgain = true;
      transport.tokens().giveUp(stream.token);
      begin(stream.request);
      return;
    }
    pool.failed(stream.endpoint, failure);
    end(failure.toException(false, 0, method.getBareMethodName() + " at " + stream.endpoint));
  }

  private void complete() {
    R result;
    try {
      result = receiver.onEnd();
    } catch (RuntimeException e) {
      end(e);
      return;
    }
    ended = true;
    future.succeed(result);
  }

  private void end(RuntimeException failure) {
    if (!ended) {
      ended = true;
      future.fail(failure);
      receiver.onFailed();
    }
  }

  /** One stream, from its start to its end. */
  private final class Stream extends ClientCall.Listener<P> {
    private final Endpoint endpoint;
    private final Q request;
    private final SentMark mark = new SentMark();
    private final @Nullable String token = transport.tokens().current();
    private final ClientCall<Q, P> call;
    private volatile Loop.Timer silence = Loop.Timer.NONE;
    private volatile boolean silent;

    Stream(Endpoint endpoint, Q request) {
      this.endpoint = endpoint;
      this.request = request;
      this.call =
          endpoint.channel().newCall(method, CallOptions.DEFAULT.withStreamTracerFactory(mark));
    }

    void start() {
      call.start(this, Tokens.headers(token));
      try {
        call.sendMessage(request);
        call.halfClose();
      } catch (RuntimeException e) {
        call.cancel("the request could not be sent", e);
      }
      askForNext();
    }

    void askForNext() {
      silence = transport.env().loop().schedule(silenceMaxNanos, this::giveUp);
      call.request(1);
    }

    private void giveUp() {
      silent = true;
      call.cancel("the server was silent for too long", null);
    }

    @Override
    public void onMessage(P message) {
      silence.cancel();
      endpoint.succeeded();
      tasks.execute(() -> handle(this, message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      tasks.execute(() -> closed(this, status));
    }
  }
}
