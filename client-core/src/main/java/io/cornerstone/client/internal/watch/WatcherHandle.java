package io.cornerstone.client.internal.watch;

import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.callback.SerialTasks;
import io.cornerstone.client.internal.wire.KvWire;
import io.cornerstone.client.internal.wire.WatchWire;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.ResponseHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One watcher towards its user: a serial queue of deliveries on the callback executor.
 *
 * <p>The queue is bounded by pausing: over the bound the watcher leaves the stream, and at half of
 * it comes back. What is queued by then is one batch above the bound at most.
 */
final class WatcherHandle implements Watcher {
  /** What a handle asks of the service, from any thread. */
  interface Owner {
    void close(WatcherHandle handle);

    void pause(WatcherHandle handle);

    void resume(WatcherHandle handle);
  }

  private final long id;
  private final WatchListener listener;
  private final Owner owner;
  private final int pendingMax;
  private final SerialTasks tasks;
  private final ClientFuture<Long> created;
  private final ClientFuture<WatchEnd> ended;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile boolean paused;
  private volatile boolean closed;
  private volatile long nextRevision;

  WatcherHandle(
      long id, WatchOptions options, WatchListener listener, Owner owner, Executor callbacks) {
    this.id = id;
    this.listener = listener;
    this.owner = owner;
    this.pendingMax = options.pendingEventsMax();
    this.tasks = new SerialTasks(callbacks);
    this.created = new ClientFuture<>(callbacks);
    this.ended = new ClientFuture<>(callbacks);
  }

  long id() {
    return id;
  }

  @Override
  public CompletableFuture<Long> created() {
    return created.copy();
  }

  @Override
  public CompletableFuture<WatchEnd> ended() {
    return ended.copy();
  }

  @Override
  public long nextRevision() {
    return nextRevision;
  }

  @Override
  public void close() {
    closed = true;
    owner.close(this);
  }

  // The rest is called on the client loop.

  void movedTo(long next) {
    nextRevision = next;
  }

  void onCreated(long revision) {
    tasks.execute(() -> created.complete(revision));
  }

  void onEvents(ResponseHeader header, List<Event> events) {
    int size = events.size();
    if (pending.addAndGet(size) > pendingMax && !paused) {
      paused = true;
      owner.pause(this); // Before the delivery, which may ask to resume.
    }
    tasks.execute(() -> deliver(header, events, size));
  }

  void onProgress(long revision) {
    tasks.execute(
        () -> {
          if (!closed) {
            listener.onProgress(revision);
          }
        });
  }

  void onEnded(WatchEnd end) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    tasks.execute(
        () -> {
          created.completeExceptionally(new CancellationException("the watcher ended: " + end));
          try {
            listener.onClosed(end);
          } finally {
            ended.complete(end);
          }
        });
  }

  // On the callback executor.

  private void deliver(ResponseHeader header, List<Event> events, int size) {
    try {
      if (!closed) {
        listener.onEvents(batch(header, events));
      }
    } finally {
      int left = pending.addAndGet(-size);
      if (paused && left <= pendingMax / 2) {
        paused = false;
        owner.resume(this);
      }
    }
  }

  private static WatchBatch batch(ResponseHeader header, List<Event> events) {
    List<WatchEvent> result = new ArrayList<>(events.size());
    for (Event event : events) {
      result.add(WatchWire.event(event));
    }
    return new WatchBatch(KvWire.header(header), List.copyOf(result));
  }
}
