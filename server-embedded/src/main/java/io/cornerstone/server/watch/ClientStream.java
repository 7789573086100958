package io.cornerstone.server.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client stream: its watchers, and the way out for their responses.
 *
 * <p>Both executors send here. Responses pass through a short queue that one thread at a time
 * drains into the sink, so the sink sees them one by one and in order. Events are only accepted
 * while the sink is ready and the queue is short; answers to requests always are, since the rpc
 * layer stops reading requests from a client that does not read.
 */
final class ClientStream implements WatchStream {
  /** Responses that may wait for the thread that drains; etcd's bound. */
  private static final int QUEUE_MAX = 128;

  private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

  /** What became of offered events. */
  enum Offer {
    SENT,
    /** The client does not read fast enough: offer again after {@link #ready}. */
    BLOCKED,
    /** The watcher or the stream has ended. */
    ENDED
  }

  private final WatchHub hub;
  private final WatchSink sink;

  /** By watch id. Apply executor only. */
  final TreeMap<Long, Watcher> watchers = new TreeMap<>();

  /** The next id that the server picks, if it is free. Apply executor only. */
  private long nextId;

  /** Watchers that wait for {@link #ready}. Catch-up executor only. */
  private List<Watcher> parked = List.of();

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final ArrayDeque<WatchResponse> queue = new ArrayDeque<>(2);

  @GuardedBy("lock")
  private boolean draining;

  /**
   * Whether events were refused for the length of the queue, of whose end the sink knows nothing.
   */
  @GuardedBy("lock")
  private boolean turnedAway;

  @GuardedBy("lock")
  private boolean closed;

  ClientStream(WatchHub hub, WatchSink sink) {
    this.hub = hub;
    this.sink = sink;
  }

  @Override
  public void request(WatchRequest request) {
    hub.onRequest(this, request);
  }

  @Override
  public void ready() {
    hub.onReady(this);
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        hub.counts().streams.decrement();
      }
      queue.forEach(this::left);
      queue.clear();
    }
    hub.onClose(this);
  }

  /** Tells the sink that a request has been dealt with. Apply executor only. */
  void requestDone() {
    sink.requestDone();
  }

  /** The id for a new watcher. Apply executor only. */
  long pickId() {
    while (watchers.containsKey(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** Whether responses may still name this watcher. */
  boolean isLive(Watcher watcher) {
    synchronized (lock) {
      return !closed && !watcher.ended;
    }
  }

  /** Whether events would be accepted now. */
  boolean isWritable() {
    synchronized (lock) {
      if (queue.size() >= QUEUE_MAX) {
        turnedAway = true;
        return false;
      }
    }
    return sink.isReady();
  }

  /** Sends the answer to a request. */
  void answer(WatchResponse response) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      queue.add(response);
    }
    drain();
  }

  /**
   * Ends a watcher: after this last response none names it.
   *
   * @return false, and nothing is sent, if it has ended before
   */
  boolean end(Watcher watcher, WatchResponse last) {
    synchronized (lock) {
      if (watcher.ended) {
        return false;
      }
      watcher.ended = true;
      if (closed) {
        return true;
      }
      queue.add(last);
    }
    drain();
    return true;
  }

  /** Sends events of one watcher, unless the client is slow. By the watcher's owner only. */
  Offer offerEvents(Watcher watcher, long revision, List<Event> events) {
    if (!isWritable()) {
      return isLive(watcher) ? Offer.BLOCKED : Offer.ENDED;
    }
    WatchResponse whole = Responses.events(watcher.id, revision, events);
    List<WatchResponse> parts =
        watcher.wantsFragments()
            ? Responses.fragments(whole, hub.responseBytesMax())
            : List.of(whole);
    synchronized (lock) {
      if (closed || watcher.ended) {
        return Offer.ENDED;
      }
      queue.addAll(parts);
      hub.counts().waitingEvents.add(events.size());
      hub.counts().sentEvents.add(events.size());
    }
    drain();
    return Offer.SENT;
  }

  /** Lets a watcher wait until the client reads again. Catch-up executor only. */
  void park(Watcher watcher) {
    if (parked.isEmpty()) {
      parked = new ArrayList<>();
    }
    parked.add(watcher);
  }

  /** The watchers that waited. Catch-up executor only. */
  List<Watcher> unpark() {
    List<Watcher> waiting = parked;
    parked = List.of();
    return waiting;
  }

  private void drain() {
    WatchResponse response = first();
    while (response != null) {
      send(response);
      response = next();
    }
  }

  private @Nullable WatchResponse first() {
    synchronized (lock) {
      if (draining) {
        return null; // That thread sends ours too.
      }
      draining = !queue.isEmpty();
      return queue.poll();
    }
  }

  private @Nullable WatchResponse next() {
    WatchResponse response;
    boolean isOpenAgain;
    synchronized (lock) {
      response = queue.poll();
      draining = response != null;
      isOpenAgain = !draining && turnedAway;
      turnedAway &= draining;
    }
    if (isOpenAgain) {
      hub.onReady(this);
    }
    return response;
  }

  /** A response is in the queue no more. */
  private void left(WatchResponse response) {
    hub.counts().waitingEvents.add(-response.getEventsCount());
  }

  private void send(WatchResponse response) {
    left(response);
    try {
      sink.send(response);
    } catch (RuntimeException e) {
      // The client's way is broken; the threads of the member must go on for all the others.
      LOG.warn("a watch stream failed and is closed", e);
      close();
    }
  }
}
