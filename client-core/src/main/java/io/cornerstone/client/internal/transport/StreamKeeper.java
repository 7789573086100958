package io.cornerstone.client.internal.transport;

import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.client.internal.retry.Failure;
import io.cornerstone.client.internal.retry.FailureKind;
import io.cornerstone.protocol.StatusCode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One long stream to whichever member serves it. When it is lost, and as long as it is wanted, it
 * is opened again, at another endpoint if there is one in better health.
 *
 * <p>Everything here runs on the client loop, the handler too. Streams ask for a member with a
 * leader: one that is cut off from its cluster ends the stream instead of keeping it silent.
 *
 * <p>A message is asked for when an earlier one has been handled, so that a loop that is behind
 * slows the connection down instead of growing a queue.
 */
public final class StreamKeeper<Q, P> {
  private static final Logger LOG = LoggerFactory.getLogger(StreamKeeper.class);
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /** A stream that lived this long was good: the next loss starts with the shortest pause. */
  private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * A younger stream has a good token, as far as is known; also bounds how often one may be given
   * up for its token.
   */
  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How many messages may be on their way to the loop. */
  private static final int WINDOW = 64;

  /** Asking costs a hop to the connection's thread, so that it is done for many at once. */
  private static final int ASK_FOR = WINDOW / 2;

  /** Hears of the stream, on the client loop. */
  public interface Handler<P> {
    /** A stream is there to send on; nothing of an earlier one will be heard any more. */
    void onOpened();

    /** A message came. */
    void onMessage(P message);

    /** The stream is gone. */
    void onLost();

    /** How many need a stream. */
    int users();
  }

  private final Transport transport;
  private final MethodDescriptor<Q, P> method;
  private final Handler<P> handler;

  private @Nullable Stream current;
  private Loop.Timer reopenTimer = Loop.Timer.NONE;
  private boolean reopening;
  private int failures;
  private long opened;
  private long sent;
  private long received;
  private @Nullable String lastLoss;
  private boolean closed;

  StreamKeeper(Transport transport, MethodDescriptor<Q, P> method, Handler<P> handler) {
    this.transport = transport;
    this.method = method;
    this.handler = handler;
  }

  /** Opens a stream if there is none and none is on its way. */
  public void ensureOpen() {
    if (current == null && !reopening && !closed) {
      open();
    }
  }

  /** Whether the token of the current stream may have come to its end since it was opened. */
  public boolean mayBeStale() {
    Stream stream = current;
    return transport.tokens().areUsed()
        && stream != null
        && (now() - stream.startedAt >= STALE_NANOS
            || !Objects.equals(stream.token, transport.tokens().current())
            || transport.tokens().mayHaveEnded());
  }

  /** Sends on the current stream; without one the request is dropped, as it would be lost too. */
  public void send(Q request) {
    Stream stream = current;
    if (stream != null) {
      sent++;
      stream.send(request);
    }
  }

  /** Gives the current stream up for another, since its endpoint does not do its work. */
  public void restart(String reason) {
    Stream stream = current;
    if (stream != null) {
      stream.cancel(reason);
      lost(stream, Failure.of(true, StatusCode.UNAVAILABLE, reason));
    }
  }

  /**
   * There is a fresh token, and that of the current stream ends soon: begin anew before it does.
   */
  void tokenRenewed() {
    Stream stream = current;
    if (stream != null && !Objects.equals(stream.token, transport.tokens().current())) {
      String reason = "opened anew with a fresh token";
      stream.cancel(reason);
      over(stream, reason);
    }
  }

  /** What is known of the stream. */
  public Diagnosis.Stream diagnose() {
    Optional<String> at =
        Optional.ofNullable(current).map(stream -> stream.endpoint.address().toString());
    return new Diagnosis.Stream(
        at, handler.users(), opened, sent, received, Optional.ofNullable(lastLoss));
  }

  /** Ends the stream for good. */
  public void close() {
    closed = true;
    reopenTimer.cancel();
    Stream stream = current;
    if (stream != null) {
      current = null;
      stream.cancel("closed by the client");
    }
  }

  private void open() {
    if (transport.pool().isEmpty()) {
      reopening = true;
      transport.discovery().await(this::endpointsKnown);
      return;
    }
    if (transport.tokens().isNeeded()) {
      reopening = true;
      transport.tokens().login(this::loggedIn);
      return;
    }
    Stream stream = new Stream(transport.pool().pick());
    current = stream;
    opened++;
    stream.start();
    String at = stream.endpoint.toString();
    int users = handler.users();
    transport.observers().tell(o -> o.streamOpened(method.getFullMethodName(), at, users));
    handler.onOpened();
  }

  private void endpointsKnown() {
    reopening = false;
    if (handler.users() > 0) {
      ensureOpen();
    }
  }

  private void loggedIn(@Nullable EtcdException refused) {
    reopening = false;
    if (closed || handler.users() == 0) {
      return;
    }
    if (refused == null) {
      ensureOpen();
      return;
    }
    String name = method.getBareMethodName();
    LOG.warn("{} waits for a login: {}; will try again", name, refused.getMessage());
    reopenLater();
  }

  private void received(Stream stream, P message) {
    if (stream != current) {
      return;
    }
    received++;
    stream.endpoint.succeeded();
    handler.onMessage(message);
    stream.handledOne();
  }

  private void lost(Stream stream, Failure failure) {
    if (stream != current) {
      return;
    }
    transport.pool().failed(stream.endpoint, failure);
    // Tokens are kept in a server's memory: what ended the stream may have ended the token too, and
    // servers before 3.5 call a watch with a stale one a lack of permission.
    transport.tokens().giveUp(stream.token);
    log(stream, failure);
    over(stream, failure.text());
  }

  private void over(Stream stream, String why) {
    current = null;
    stream.connectTimer.cancel();
    lastLoss = stream.endpoint + ": " + why;
    if (now() - stream.startedAt >= GOOD_NANOS) {
      failures = 0;
    }
    String at = stream.endpoint.toString();
    transport.observers().tell(o -> o.streamLost(method.getFullMethodName(), at, why));
    handler.onLost();
    if (!closed && handler.users() > 0) {
      reopenLater();
    }
  }

  /** A refusal is no passing trouble: it repeats until somebody does something about it. */
  private void log(Stream stream, Failure failure) {
    String name = method.getBareMethodName();
    if (failure.kind() == FailureKind.REFUSED) {
      LOG.warn("{} refused at {}: {}; will try again", name, stream.endpoint, failure.text());
    } else {
      LOG.debug("{} lost at {}: {}", name, stream.endpoint, failure.text());
    }
  }

  /** At once after the loss of a good stream if another endpoint is healthy, else after a pause. */
  private void reopenLater() {
    boolean atOnce = failures == 0 && transport.pool().hasHealthy();
    failures++;
    long pause = atOnce ? 0 : transport.backoff().pauseNanos(failures);
    reopening = true;
    reopenTimer =
        transport
            .env()
            .loop()
            .schedule(
                pause,
                () -> {
                  reopening = false;
                  if (handler.users() > 0) {
                    ensureOpen();
                  }
                });
  }

  private long now() {
    return transport.env().clock().nanos();
  }

  /** One stream, from its start to its loss. */
  private final class Stream extends ClientCall.Listener<P> {
    private final Endpoint endpoint;
    private final SentMark mark = new SentMark();
    private final @Nullable String token = transport.tokens().current();
    private final ClientCall<Q, P> call;
    private final long startedAt = now();
    private Loop.Timer connectTimer = Loop.Timer.NONE;
    private int handled; // Since more was asked for.

    Stream(Endpoint endpoint) {
      this.endpoint = endpoint;
      this.call =
          endpoint.channel().newCall(method, CallOptions.DEFAULT.withStreamTracerFactory(mark));
    }

    void start() {
      Metadata headers = Tokens.headers(token);
      headers.put(HAS_LEADER, "true");
      call.start(this, headers);
      call.request(WINDOW);
      long connectNanos = transport.config().connectTimeout().toNanos();
      connectTimer = transport.env().loop().schedule(connectNanos, this::giveUpConnecting);
    }

    private void giveUpConnecting() {
      if (this == current && !mark.isSent()) {
        restart("not connected in time");
      }
    }

    void send(Q request) {
      try {
        call.sendMessage(request);
      } catch (IllegalStateException e) {
        // The call has just ended; onClose is on its way to the loop.
        LOG.debug("send on an ended stream", e);
      }
    }

    void handledOne() {
      handled++;
      if (handled == ASK_FOR) {
        handled = 0;
        call.request(ASK_FOR);
      }
    }

    void cancel(String reason) {
      call.cancel(reason, null);
    }

    @Override
    public void onMessage(P message) {
      transport.env().loop().execute(() -> received(this, message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      // A server that ends a stream with OK has still left us without one.
      Status reason = status.isOk() ? Status.UNAVAILABLE.withDescription("stream ended") : status;
      Failure failure = Statuses.failure(mark.isSent(), reason);
      transport.env().loop().execute(() -> lost(this, failure));
    }
  }
}
