package io.cornerstone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Records what a watcher hears, and waits for it. */
final class Events implements WatchListener {
  final CompletableFuture<WatchEnd> closed = new CompletableFuture<>();
  private final List<WatchEvent> events = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();
  private final Semaphore arrived = new Semaphore(0);
  private int awaited;

  @Override
  public synchronized void onEvents(WatchBatch batch) {
    events.addAll(batch.events());
    arrived.release(batch.events().size());
  }

  @Override
  public synchronized void onProgress(long revision) {
    progress.add(revision);
  }

  @Override
  public void onClosed(WatchEnd end) {
    closed.complete(end);
  }

  synchronized List<WatchEvent> all() {
    return List.copyOf(events);
  }

  synchronized List<Long> progress() {
    return List.copyOf(progress);
  }

  /** The values put, in order. */
  List<String> values() {
    return all().stream().map(event -> ((WatchEvent.Put) event).kv().value().utf8()).toList();
  }

  /** Waits for this many events in all, and fails if there are more. */
  void awaitCount(int count) {
    boolean enough = false;
    try {
      enough = arrived.tryAcquire(count - awaited, 20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(all()).as(enough ? "events" : "events when time ran out").hasSize(count);
    awaited = count;
  }
}
