package io.cornerstone.client.internal.watch;

import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.client.internal.transport.StreamKeeper;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.observe.ClientObserver;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One stream of watchers: feeds the multiplexer from it, and hands out what that delivers. */
final class WatchStream {
  private final Transport transport;
  private final Loop loop;
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicInteger load = new AtomicInteger();
  private final Handles users = new Handles();

  // On the client loop only.
  private final LongMap<WatcherHandle> handles = new LongMap<>();
  private final WatchMux mux = new WatchMux(new MuxOutput());
  private final StreamKeeper<WatchRequest, WatchResponse> stream;
  private Loop.Timer answerTimer = Loop.Timer.NONE;
  private boolean answerTimed;
  private long failed;
  private @Nullable WatchEnd lastEnd;
  private boolean closed;

  WatchStream(Transport transport) {
    this.transport = transport;
    this.loop = transport.env().loop();
    this.stream = transport.stream(WatchGrpc.getWatchMethod(), new StreamHandler());
  }

  /** How many watchers were started here and have not ended. From any thread. */
  int load() {
    return load.get();
  }

  /** Starts a watcher; a start revision of 0 is "from now". From any thread. */
  Watcher start(KeyRange range, WatchOptions options, long startRevision, WatchListener listener) {
    WatcherHandle handle = new WatcherHandle(lastId.incrementAndGet(), options, listener, users);
    handle.movedTo(startRevision);
    load.incrementAndGet();
    loop.execute(() -> add(handle, range, options, startRevision));
    if (transport.isClosed()) {
      handle.onEnded(new WatchEnd.Closed()); // The loop may have ended.
    }
    return handle;
  }

  /** The stream and its watchers. On the client loop. */
  Diagnosis.Stream diagnose() {
    return stream.diagnose();
  }

  /** The watchers themselves. On the client loop. */
  Diagnosis.Watchers diagnoseWatchers() {
    return new Diagnosis.Watchers(
        handles.size(), mux.waiting(), mux.paused(), failed, Optional.ofNullable(lastEnd));
  }

  /** Ends all watchers. On the client loop. */
  void close() {
    closed = true;
    answerTimer.cancel();
    mux.closeAll();
    stream.close();
  }

  private void add(WatcherHandle handle, KeyRange range, WatchOptions options, long start) {
    if (closed) {
      handle.onEnded(new WatchEnd.Closed());
      return;
    }
    handles.put(handle.id(), handle);
    transport.observers().tell(ClientObserver::watcherStarted);
    mux.add(handle.id(), range, options, start);
    stream.ensureOpen();
    timeAnswer();
  }

  /**
   * A server that takes creations and does not answer them within the deadline of a call is as good
   * as dead, whatever its connection says.
   */
  private void timeAnswer() {
    if (mux.awaitsAnswer() && !answerTimed && !closed) {
      answerTimed = true;
      long nanos = transport.config().callTimeout().toNanos();
      answerTimer = loop.schedule(nanos, this::answerOverdue);
    }
  }

  private void answerOverdue() {
    answerTimed = false;
    if (mux.awaitsAnswer()) {
      stream.restart("the server does not answer");
    }
  }

  private void answered() {
    if (answerTimed) {
      answerTimer.cancel();
      answerTimed = false;
    }
    timeAnswer();
  }

  /** The multiplexer at its stream. */
  private final class StreamHandler implements StreamKeeper.Handler<WatchResponse> {
    @Override
    public void onOpened() {
      mux.streamOpened();
      timeAnswer();
    }

    @Override
    public void onMessage(WatchResponse message) {
      mux.onResponse(message);
      answered();
    }

    @Override
    public void onLost() {
      mux.streamLost();
      answered();
    }

    @Override
    public int users() {
      return handles.size();
    }
  }

  /** The users at the multiplexer. */
  private final class Handles implements WatcherHandle.Owner {
    @Override
    public Executor callbacks() {
      return transport.callbacks();
    }

    @Override
    public void close(WatcherHandle handle) {
      loop.execute(() -> mux.close(handle.id()));
    }

    @Override
    public void pause(WatcherHandle handle) {
      loop.execute(() -> mux.pause(handle.id()));
    }

    @Override
    public void resume(WatcherHandle handle) {
      loop.execute(
          () -> {
            mux.resume(handle.id());
            timeAnswer();
          });
    }
  }

  /** The multiplexer at its users. */
  private final class MuxOutput implements WatchMux.Output {
    @Override
    public void send(WatchRequest request) {
      stream.send(request);
    }

    @Override
    public void created(long watcher, long revision) {
      moved(watcher).onCreated(revision);
    }

    @Override
    public void events(long watcher, ResponseHeader header, List<Event> events) {
      moved(watcher).onEvents(header, events);
    }

    @Override
    public void progress(long watcher, long revision) {
      moved(watcher).onProgress(revision);
    }

    @Override
    public void ended(long watcher, WatchEnd end) {
      WatcherHandle handle = handles.remove(watcher);
      if (handle != null) {
        load.decrementAndGet();
        if (!(end instanceof WatchEnd.Closed)) {
          failed++;
          lastEnd = end;
        }
        handle.onEnded(end);
        transport.observers().tell(o -> o.watcherEnded(end));
      }
    }

    @Override
    public void restart(String reason) {
      // Not from within the multiplexer, which hears of the loss.
      loop.execute(() -> stream.restart(reason));
    }

    @Override
    public boolean mayBeStale() {
      return stream.mayBeStale();
    }

    /** The user's side of a watcher, once it knows how far the watcher is. */
    private WatcherHandle moved(long watcher) {
      WatcherHandle handle = handles.get(watcher);
      if (handle == null) {
        throw new IllegalStateException("no watcher " + watcher);
      }
      handle.movedTo(mux.next(watcher));
      return handle;
    }
  }
}
