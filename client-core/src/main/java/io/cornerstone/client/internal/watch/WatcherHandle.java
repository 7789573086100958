package io.cornerstone.client.internal.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One watcher towards its user: a serial queue of deliveries on the callback executor.
 *
 * <p>The queue is bounded by pausing: over the bound the watcher leaves the stream, and at half of
 * it comes back. What is queued by then is one batch above the bound at most.
 */
final class WatcherHandle implements Watcher {
  private static final AtomicIntegerFieldUpdater<WatcherHandle> PENDING =
      AtomicIntegerFieldUpdater.newUpdater(WatcherHandle.class, "pending");

  /** What a handle asks of the service, from any thread. */
  interface Owner {
    void close(WatcherHandle handle);

    void pause(WatcherHandle handle);

    void resume(WatcherHandle handle);

    /** Where user code runs. */
    Executor callbacks();
  }

  private final long id;
  private final WatchListener listener;
  private final Owner owner;
  private final int pendingMax;
  private final SerialTasks tasks; // Also the lock of what follows.

  @GuardedBy("tasks")
  private @Nullable ClientFuture<Long> created;

  @GuardedBy("tasks")
  private @Nullable ClientFuture<WatchEnd> ended;

  @GuardedBy("tasks")
  private @Nullable WatchEnd end; // What the listener was told.

  @GuardedBy("tasks")
  private long createdAt; // 0 before.

  @GuardedBy("tasks")
  private boolean over;

  @SuppressWarnings("UnusedVariable") // Used through the updater.
  private volatile int pending;

  private volatile boolean paused;
  private volatile boolean closed;
  private volatile long nextRevision;

  WatcherHandle(long id, WatchOptions options, WatchListener listener, Owner owner) {
    this.id = id;
    this.listener = listener;
    this.owner = owner;
    this.pendingMax = options.pendingEventsMax();
    this.tasks = new SerialTasks(owner.callbacks());
  }

  long id() {
    return id;
  }

  @Override
  public CompletableFuture<Long> created() {
    synchronized (tasks) {
      if (created == null) {
        created = new ClientFuture<>(owner.callbacks());
        if (createdAt != 0) {
          created.complete(createdAt);
        } else if (end != null) {
          created.completeExceptionally(neverCreated(end));
        }
      }
      return created.copy();
    }
  }

  @Override
  public CompletableFuture<WatchEnd> ended() {
    synchronized (tasks) {
      if (ended == null) {
        ended = new ClientFuture<>(owner.callbacks());
        if (end != null) {
          ended.complete(end);
        }
      }
      return ended.copy();
    }
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
    tasks.execute(
        () -> {
          ClientFuture<Long> asked;
          synchronized (tasks) {
            createdAt = revision;
            asked = created;
            created = null;
          }
          if (asked != null) {
            asked.complete(revision);
          }
        });
  }

  void onEvents(ResponseHeader header, List<Event> events) {
    int size = events.size();
    if (PENDING.addAndGet(this, size) > pendingMax && !paused) {
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

  void onEnded(WatchEnd reason) {
    synchronized (tasks) {
      if (over) {
        return;
      }
      over = true;
    }
    tasks.execute(() -> end(reason));
  }

  // On the callback executor.

  private void deliver(ResponseHeader header, List<Event> events, int size) {
    try {
      if (!closed) {
        listener.onEvents(batch(header, events));
      }
    } finally {
      int left = PENDING.addAndGet(this, -size);
      if (paused && left <= pendingMax / 2) {
        paused = false;
        owner.resume(this);
      }
    }
  }

  private void end(WatchEnd reason) {
    ClientFuture<Long> askedCreated;
    synchronized (tasks) {
      askedCreated = created;
    }
    if (askedCreated != null) {
      askedCreated.completeExceptionally(neverCreated(reason)); // Unless it was.
    }
    try {
      listener.onClosed(reason);
    } finally {
      ClientFuture<WatchEnd> askedEnded;
      synchronized (tasks) {
        end = reason;
        askedEnded = ended;
      }
      if (askedEnded != null) {
        askedEnded.complete(reason);
      }
    }
  }

  private static CancellationException neverCreated(WatchEnd reason) {
    return new CancellationException("the watcher ended: " + reason);
  }

  private static WatchBatch batch(ResponseHeader header, List<Event> events) {
    List<WatchEvent> result = new ArrayList<>(events.size());
    for (Event event : events) {
      result.add(WatchWire.event(event));
    }
    return new WatchBatch(KvWire.header(header), List.copyOf(result));
  }
}
