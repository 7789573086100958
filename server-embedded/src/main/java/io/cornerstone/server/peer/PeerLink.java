package io.cornerstone.server.peer;

import io.cornerstone.server.env.PeerMeter;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.peer.wire.PeerBatch;
import io.cornerstone.server.peer.wire.PeerGrpc;
import io.cornerstone.server.peer.wire.PeerWelcome;
import io.cornerstone.server.raft.Message;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one peer: one long outgoing stream, opened again whenever it breaks.
 *
 * <p>While there is no stream, messages are dropped rather than kept: consensus sends fresh ones,
 * and old ones would only be stale. While the stream is slow they wait, up to a bound.
 *
 * <p>Nothing is sent twice: a message leaves the queue for one stream, what waits when that stream
 * ends is dropped, and gRPC does not repeat a stream by itself once the peer's welcome has come,
 * before which nothing is written. A forwarded proposal that came twice would take effect twice.
 *
 * <p>All state belongs to {@code turns}, a serial executor without a thread: its tasks run on
 * whichever thread brings them, so that the raft thread writes to the socket's queue without a hop.
 */
final class PeerLink {
  static final int QUEUED_MESSAGES_MAX = 4096;
  static final long QUEUED_BYTES_MAX = 64L << 20;
  private static final long BATCH_BYTES_MAX = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(PeerLink.class);

  private final long member;
  private final PeerChannel channel;
  private final SerialExecutor timer;
  private final PeerHandler handler;
  private final PeerMeter meter;
  private final SynchronizationContext turns =
      new SynchronizationContext((thread, failure) -> log.error("peer link failed", failure));

  private final ArrayDeque<Message> queue = new ArrayDeque<>();
  private long queuedBytes;
  private @Nullable Exchange exchange;
  private boolean isClosed;
  private @Nullable String lastRefusal;

  private volatile boolean isOpen;

  PeerLink(
      long member,
      PeerChannel channel,
      PeerChannel.Surroundings surroundings,
      PeerHandler handler) {
    this.member = member;
    this.channel = channel;
    this.timer = surroundings.timer();
    this.meter = surroundings.meter();
    this.handler = handler;
  }

  void start() {
    turns.execute(this::connect);
  }

  boolean isOpen() {
    return isOpen;
  }

  void send(List<Message> messages) {
    turns.execute(() -> enqueue(messages));
  }

  void close() {
    turns.execute(this::closeNow);
  }

  private void closeNow() {
    isClosed = true;
    if (isOpen) {
      closed();
    }
    drop();
    if (exchange != null) {
      exchange.cancel("the member is closing");
    }
    channel.close();
  }

  /**
   * Closes the way to a peer that is no member any more, after what waits for it: that tells it
   * that its own removal is committed, and with that it answers whoever has asked it for it.
   */
  void finish() {
    turns.execute(
        () -> {
          final Exchange current = exchange;
          if (isOpen && current != null) {
            isClosed = true;
            closed();
            while (!queue.isEmpty()) {
              current.write(nextBatch());
            }
            current.complete();
            channel.finish();
          } else {
            closeNow();
          }
        });
  }

  private void closed() {
    isOpen = false;
    meter.connected(member, false);
  }

  private void connect() {
    if (isClosed || exchange != null) {
      return;
    }
    final Exchange attempt = new Exchange();
    exchange = attempt;
    // Waits until there is a connection, so that the channel's own state never fails it early.
    PeerGrpc.newStub(channel.current()).withWaitForReady().exchange(attempt);
    nudgeLater(attempt);
  }

  /** gRPC's own pauses between connection attempts grow to minutes; ours stay at a heartbeat. */
  private void nudgeLater(Exchange attempt) {
    later(() -> nudge(attempt));
  }

  /** Runs a turn after a pause; which is drawn on the timer's thread, that of the randomness. */
  private void later(Runnable turn) {
    timer.execute(() -> timer.schedule(channel.pause(), () -> turns.execute(turn)));
  }

  private void nudge(Exchange attempt) {
    if (isClosed || isOpen || exchange != attempt) {
      return;
    }
    if (channel.nudge()) {
      nudgeLater(attempt);
    } else {
      attempt.cancel("another address of the peer is tried");
    }
  }

  private void opened(Exchange opened) {
    if (exchange == opened && !isClosed) {
      isOpen = true;
      lastRefusal = null;
      meter.connected(member, true);
      log.info("peer connected: peer={}", Long.toHexString(member));
    }
  }

  private void lost(Exchange lost, Status status) {
    if (exchange != lost) {
      return;
    }
    exchange = null;
    if (isOpen) {
      closed();
      log.info("peer lost: peer={} status={}", Long.toHexString(member), status.getCode());
    }
    reportRefusal(status);
    if (PeerHeaders.isRemoval(status)) {
      handler.removed();
    }
    if (!queue.isEmpty()) {
      drop();
      failed();
    }
    if (!isClosed) {
      later(this::connect);
    }
  }

  /** A refusal repeats with every attempt; it is told once. */
  private void reportRefusal(Status status) {
    final String reason = status.getDescription();
    if (status.getCode() == Status.Code.FAILED_PRECONDITION
        && reason != null
        && !reason.equals(lastRefusal)) {
      lastRefusal = reason;
      log.warn("peer refuses this member: peer={} reason={}", Long.toHexString(member), reason);
    }
  }

  private void enqueue(List<Message> messages) {
    if (!isOpen) {
      if (!isClosed) {
        failed();
      }
      return;
    }
    boolean dropped = false;
    for (Message message : messages) {
      final long bytes = MessageSize.of(message);
      if (queue.size() >= QUEUED_MESSAGES_MAX || queuedBytes + bytes > QUEUED_BYTES_MAX) {
        dropped = true;
      } else {
        queue.add(message);
        queuedBytes += bytes;
      }
    }
    if (dropped) {
      failed();
    }
    flush();
  }

  private void failed() {
    meter.sendFailed(member);
    handler.unreachable(member);
  }

  private void flush() {
    final Exchange current = exchange;
    while (isOpen && current != null && !queue.isEmpty() && current.isReady()) {
      current.write(nextBatch());
    }
  }

  private PeerBatch nextBatch() {
    final PeerBatch.Builder batch = PeerBatch.newBuilder();
    long batchBytes = 0;
    Message next = queue.peek();
    while (next != null && batchBytes < BATCH_BYTES_MAX) {
      queue.remove();
      batchBytes += MessageSize.of(next);
      batch.addMessages(PeerCodec.encode(next));
      next = queue.peek();
    }
    queuedBytes -= batchBytes;
    return batch.build();
  }

  private void drop() {
    queue.clear();
    queuedBytes = 0;
  }

  /** One stream, from its opening to its end. */
  private final class Exchange implements ClientResponseObserver<PeerBatch, PeerWelcome> {
    private volatile @Nullable ClientCallStreamObserver<PeerBatch> stream;

    @Override
    public void beforeStart(ClientCallStreamObserver<PeerBatch> requests) {
      stream = requests;
      requests.setOnReadyHandler(() -> turns.execute(PeerLink.this::flush));
    }

    @Override
    public void onNext(PeerWelcome welcome) {
      turns.execute(() -> opened(this));
    }

    @Override
    public void onError(Throwable failure) {
      turns.execute(() -> lost(this, Status.fromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
      turns.execute(() -> lost(this, Status.OK));
    }

    boolean isReady() {
      final ClientCallStreamObserver<PeerBatch> requests = stream;
      return requests != null && requests.isReady();
    }

    void write(PeerBatch batch) {
      final ClientCallStreamObserver<PeerBatch> requests = stream;
      if (requests != null) {
        meter.sent(member, batch.getSerializedSize());
        requests.onNext(batch);
      }
    }

    void complete() {
      final ClientCallStreamObserver<PeerBatch> requests = stream;
      if (requests != null) {
        requests.onCompleted();
      }
    }

    void cancel(String reason) {
      final ClientCallStreamObserver<PeerBatch> requests = stream;
      if (requests != null) {
        requests.cancel(reason, null);
      }
    }
  }
}
