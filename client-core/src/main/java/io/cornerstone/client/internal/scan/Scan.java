package io.cornerstone.client.internal.scan;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.flow.Demand;
import io.cornerstone.client.internal.flow.Drain;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.ScanOptions;
import io.cornerstone.protocol.EtcdError;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's way through a range, page by page.
 *
 * <p>A page is asked for when the one before is handed out and more is wanted, so that no more than
 * one is in memory. All pages are read at the revision of the first: together they are one state of
 * the store.
 *
 * <p>Everything that reaches the subscriber comes out of the drain, on the callback executor and by
 * one thread at a time.
 */
public final class Scan implements Flow.Subscription {
  private final Pages pages;
  private final KeyRange range;
  private final ScanOptions options;
  private final Flow.Subscriber<? super KeyValue> subscriber;

  private final Demand demand = new Demand();
  private final Drain drain = new Drain(this::step, this::cancel);
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicReference<@Nullable GetResult> arrived = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
  private volatile @Nullable Executor executor;
  private volatile boolean cancelled;

  // Of whoever drains; the first fetch comes before all that.
  private Iterator<KeyValue> page = Collections.emptyIterator();
  private Bytes next;
  private long revision;
  private boolean serializable;
  private boolean hasMore = true;
  private boolean fetching;
  private boolean ended;

  private Scan(
      Pages pages,
      KeyRange range,
      ScanOptions options,
      Flow.Subscriber<? super KeyValue> subscriber) {
    this.pages = pages;
    this.range = range;
    this.options = options;
    this.subscriber = subscriber;
    this.next = range.key();
    this.revision = options.revision();
    this.serializable = options.serializable();
  }

  /** A publisher of the keys of a range; each subscriber has pages of its own. */
  public static Flow.Publisher<KeyValue> publisher(
      Supplier<? extends Pages> pages, KeyRange range, ScanOptions options) {
    return subscriber -> subscriber.onSubscribe(new Scan(pages.get(), range, options, subscriber));
  }

  @Override
  public void request(long n) {
    demand.add(n);
    if (started.compareAndSet(false, true)) {
      fetch();
      return;
    }
    Executor known = executor;
    if (known != null) {
      known.execute(drain);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    pages.cancel();
  }

  private void fetch() {
    fetching = true;
    GetOptions page = GetOptions.DEFAULT.withLimit(options.pageSize()).withRevision(revision);
    page = options.keysOnly() ? page.withKeysOnly() : page;
    page = serializable ? page.withSerializable() : page;
    CompletableFuture<GetResult> answer = pages.page(new KeyRange(next, range.rangeEnd()), page);
    executor = answer.defaultExecutor();
    CompletableFuture<GetResult> unused = answer.whenCompleteAsync(this::answered);
  }

  private void answered(@Nullable GetResult result, @Nullable Throwable failure) {
    if (failure != null && revision > 0 && serializable && isOfLaggingMember(failure)) {
      serializable = false; // Whoever answers now has that revision, or waits until it has.
      fetch();
      return;
    }
    if (failure != null) {
      failed.compareAndSet(null, failure);
    } else {
      arrived.set(result);
    }
    drain.run();
  }

  private static boolean isOfLaggingMember(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof EtcdException e
        && e.error().filter(EtcdError.FUTURE_REV::equals).isPresent();
  }

  private void step() {
    if (cancelled || ended) {
      return;
    }
    Throwable failure = demand.misuse() != null ? demand.misuse() : failed.get();
    if (failure != null) {
      ended = true;
      subscriber.onError(failure);
      return;
    }
    GetResult result = arrived.getAndSet(null);
    if (result != null) {
      take(result);
    }
    handOut();
    if (cancelled || page.hasNext() || fetching) {
      return;
    }
    if (!hasMore) {
      ended = true;
      subscriber.onComplete();
    } else if (demand.isPositive()) {
      fetch();
    }
  }

  private void take(GetResult result) {
    fetching = false;
    List<KeyValue> kvs = result.kvs();
    page = kvs.iterator();
    hasMore = result.more() && !kvs.isEmpty();
    if (revision == 0) {
      revision = result.header().revision();
    }
    if (hasMore) {
      next = kvs.get(kvs.size() - 1).key().concat(Bytes.of(new byte[1]));
    }
  }

  private void handOut() {
    while (!cancelled && page.hasNext() && demand.take()) {
      subscriber.onNext(page.next());
    }
  }
}
