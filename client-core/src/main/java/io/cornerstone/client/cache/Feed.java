package io.cornerstone.client.cache;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.CompactedException;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.retry.Passing;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.StatusCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a cache fed: lists the range in pages that are pinned at one revision, watches from the
 * revision behind it, and lists again when the history has a gap. Its steps run on the callback
 * executor and follow one another.
 */
final class Feed {
  private static final Bytes ZERO = KeyRange.all().rangeEnd();

  private final Keyspace keyspace;
  private final KeyRange range;
  private final CacheOptions options;
  private final Sink sink;
  private final Executor later;
  private volatile boolean closed;
  private volatile @Nullable Watcher watcher;

  /** Where the content goes. What a call throws ends the feed. */
  interface Sink {
    void listed(List<KeyValue> kvs, long revision);

    void events(WatchBatch batch);

    void progress(long revision);

    /** The content is no longer followed; another list is on its way. */
    void stale(Throwable cause);

    /** Nothing more will come. */
    void failed(Throwable cause);

    /** The client was closed. */
    void closed();
  }

  Feed(Keyspace keyspace, KeyRange range, CacheOptions options, Sink sink) {
    this.keyspace = keyspace;
    this.range = range;
    this.options = options;
    this.sink = sink;
    this.later =
        CompletableFuture.delayedExecutor(
            options.retryPause().toNanos(), TimeUnit.NANOSECONDS, keyspace.callbackExecutor());
  }

  /** Starts listing from the first key, at whatever revision is the newest then. */
  void list() {
    page(range, 0, new ArrayList<>());
  }

  void close() {
    closed = true;
    Watcher running = watcher;
    if (running != null) {
      running.close();
    }
  }

  private void page(KeyRange rest, long revision, List<KeyValue> found) {
    if (closed) {
      return;
    }
    GetOptions page = GetOptions.DEFAULT.withRevision(revision).withLimit(options.pageSize());
    keyspace
        .kv()
        .get(rest, page)
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                listFailed(failure instanceof CompletionException e ? e.getCause() : failure);
              } else {
                // The first page decides; later headers name the present.
                pageDone(result, revision == 0 ? result.revision() : revision, found);
              }
            });
  }

  private void pageDone(GetResult result, long revision, List<KeyValue> found) {
    found.addAll(result.kvs());
    if (result.more() && !result.kvs().isEmpty()) {
      Bytes last = result.kvs().get(result.kvs().size() - 1).key();
      page(new KeyRange(last.concat(ZERO), range.rangeEnd()), revision, found);
    } else if (!closed && accepted(() -> sink.listed(found, revision))) {
      watch(revision + 1);
    }
  }

  private void listFailed(@Nullable Throwable failure) {
    Throwable cause = failure == null ? new IllegalStateException("unknown failure") : failure;
    if (closed) {
      return;
    }
    if (cause instanceof CompactedException) {
      later.execute(this::list); // The pages took longer than the history lasts.
    } else if (cause instanceof EtcdException e && Passing.contains(e.code())) {
      sink.stale(cause);
      later.execute(this::list);
    } else {
      sink.failed(cause);
    }
  }

  private void watch(long revision) {
    Watcher started = keyspace.watch().range(range).from(revision).listen(new Events());
    watcher = started;
    if (closed) {
      started.close();
    }
  }

  /** Whether the sink took it; a sink that throws cannot go on. */
  private boolean accepted(Runnable delivery) {
    try {
      delivery.run();
      return true;
    } catch (RuntimeException e) {
      close();
      sink.failed(e);
      return false;
    }
  }

  private final class Events implements WatchListener {
    @Override
    public void onEvents(WatchBatch batch) {
      if (!closed) {
        accepted(() -> sink.events(batch));
      }
    }

    @Override
    public void onProgress(long revision) {
      if (!closed) {
        sink.progress(revision);
      }
    }

    @Override
    public void onClosed(WatchEnd end) {
      if (closed) {
        return;
      }
      if (end instanceof WatchEnd.Compacted gap) {
        sink.stale(
            new CompactedException(
                StatusCode.OUT_OF_RANGE,
                gap.nextRevision(),
                "the history from revision " + gap.nextRevision() + " on is compacted"));
        list();
      } else if (end instanceof WatchEnd.Closed) {
        sink.closed();
      } else {
        sink.failed(
            new EtcdException(StatusCode.FAILED_PRECONDITION, null, "the watch ended: " + end));
      }
    }
  }
}
