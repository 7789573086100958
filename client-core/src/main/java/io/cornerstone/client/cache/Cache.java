package io.cornerstone.client.cache;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.codec.Codec;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.protocol.StatusCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A local copy of a range of keys, with decoded values, that follows the cluster.
 *
 * <pre>{@code
 * try (Cache<String> config = Cache.open(client, "config/", Codec.UTF8)) {
 *   config.ready().join();
 *   Optional<CacheEntry<String>> color = config.get(Bytes.of("config/color")); // No round trip.
 *   config.get(Bytes.of("config/color"), Freshness.linearizable()).join(); // As a server would say.
 * }
 * }</pre>
 *
 * <p>It is filled by a list at one revision and follows a watch from the next, so that it misses
 * nothing and has nothing twice; all changes of a revision become visible together. A lost
 * connection delays it and no more. If the history it still needs has been compacted meanwhile, it
 * lists again and tells its listeners the difference, marked as such.
 *
 * <p><b>Freshness</b> is chosen per read: see {@link Freshness}. Reads that may wait fail with
 * {@code DEADLINE_EXCEEDED} after {@link CacheOptions#readTimeout()}.
 *
 * <p><b>Decoding.</b> A value that the codec does not decode ends the cache with {@link
 * CacheState.Failed}: it would otherwise have to hide a key. A codec that can meet anything maps it
 * to a value that says so.
 *
 * <p>Safe for any number of threads. Futures complete and listeners run on the callback executor.
 *
 * @param <V> the type of the values
 */
public final class Cache<V> implements AutoCloseable {
  private final KeyRange range;
  private final Keyspace keyspace;
  private final CacheOptions options;
  private final Executor executor;
  private final ClientFuture<Cache<V>> ready;
  private final Feed feed;

  private final Object lock = new Object();
  // The rest is guarded by the lock.
  private final Mirror<V> mirror;
  private final Set<Waiter<V>> waiters = new LinkedHashSet<>();
  private final List<Mailbox<V>> listeners = new ArrayList<>();
  private CacheState state = new CacheState.Starting();

  /** A read that waits until the content satisfies it. */
  private record Waiter<V>(
      Predicate<Mirror<V>> isSatisfied,
      Function<Mirror<V>, Runnable> completion,
      Consumer<Throwable> fail) {}

  private Cache(Keyspace keyspace, KeyRange range, Codec<V> codec, CacheOptions options) {
    this.keyspace = keyspace;
    this.range = range;
    this.options = options;
    this.executor = keyspace.callbackExecutor();
    this.mirror = new Mirror<>(codec);
    this.ready = new ClientFuture<>(executor);
    this.feed = new Feed(keyspace, range, options, new Content());
  }

  /** Opens a cache of the keys with a prefix. */
  public static <V> Cache<V> open(Client client, String prefix, Codec<V> codec) {
    return open(Keyspace.of(client), KeyRange.prefix(prefix), codec, CacheOptions.DEFAULT);
  }

  /** Opens a cache of a range, and starts to fill it. */
  public static <V> Cache<V> open(
      Keyspace keyspace, KeyRange range, Codec<V> codec, CacheOptions options) {
    Cache<V> cache = new Cache<>(keyspace, range, codec, options);
    cache.executor.execute(cache.feed::list);
    return cache;
  }

  /** Completes with this cache once it is filled; fails if it ends before. */
  public CompletableFuture<Cache<V>> ready() {
    return ready.copy();
  }

  /** What is known now. */
  public CacheState state() {
    synchronized (lock) {
      return state;
    }
  }

  /** The revision whose content the cache has; 0 while it is not filled. */
  public long revision() {
    synchronized (lock) {
      return mirror.revision();
    }
  }

  /**
   * A key, from the local content.
   *
   * @throws IllegalStateException if the cache is not filled yet, has failed or is closed
   * @throws IllegalArgumentException if the key is outside of the cache's range
   */
  public Optional<CacheEntry<V>> get(Bytes key) {
    requireInside(key);
    synchronized (lock) {
      requireReadable();
      return mirror.get(key);
    }
  }

  /**
   * All keys at one revision, from the local content.
   *
   * @throws IllegalStateException if the cache is not filled yet, has failed or is closed
   */
  public CacheSnapshot<V> snapshot() {
    synchronized (lock) {
      requireReadable();
      return mirror.snapshot();
    }
  }

  /**
   * A key, as new as asked for. Waits for a cache that is being filled.
   *
   * @throws IllegalArgumentException if the key is outside of the cache's range
   */
  public CompletableFuture<Optional<CacheEntry<V>>> get(Bytes key, Freshness freshness) {
    requireInside(key);
    return read(KeyRange.single(key), freshness, m -> m.get(key));
  }

  /** All keys at one revision, as new as asked for. Waits for a cache that is being filled. */
  public CompletableFuture<CacheSnapshot<V>> snapshot(Freshness freshness) {
    return read(range, freshness, Mirror::snapshot);
  }

  /**
   * Adds a listener. It hears of the content first, now or when there is some, and then of each
   * change once.
   *
   * @return takes the listener away again; what was already on its way may still arrive
   */
  public AutoCloseable listen(CacheListener<V> listener) {
    Mailbox<V> mailbox = new Mailbox<>(listener, executor);
    synchronized (lock) {
      CacheState now = state;
      if (isFilled()) {
        CacheSnapshot<V> content = mirror.snapshot();
        mailbox.post(l -> l.onContent(content));
      }
      if (now.isFinal()) {
        mailbox.post(l -> l.onState(now));
      } else {
        listeners.add(mailbox);
      }
    }
    mailbox.flush();
    return () -> {
      synchronized (lock) {
        listeners.remove(mailbox);
      }
    };
  }

  /** Stops following the cluster. Reads that wait fail. Repeating does nothing. */
  @Override
  public void close() {
    feed.close();
    end(
        new CacheState.Closed(),
        new EtcdException(StatusCode.CANCELLED, null, "the cache is closed"));
  }

  private <R> CompletableFuture<R> read(
      KeyRange scope, Freshness freshness, Function<Mirror<V>, R> answer) {
    if (freshness instanceof Freshness.AtLeast atLeast) {
      long least = atLeast.revision();
      ClientFuture<R> result = new ClientFuture<>(executor);
      Predicate<Mirror<V>> reached = m -> m.revision() >= least;
      if (!await(reached, answer, result, false)) {
        probe(
            scope,
            result,
            p -> await(m -> covers(m, p, least) || reached.test(m), answer, result, true));
      }
      return limited(result);
    }
    ClientFuture<R> result = new ClientFuture<>(executor);
    if (freshness instanceof Freshness.Local) {
      await(m -> true, answer, result, true);
    } else {
      probe(scope, result, p -> await(m -> covers(m, p, 0), answer, result, true));
    }
    return limited(result);
  }

  private boolean covers(Mirror<V> content, Probe probe, long least) {
    return probe.revision() >= least && content.covers(probe, probe.scope().equals(range));
  }

  private void probe(KeyRange scope, ClientFuture<?> result, Consumer<Probe> then) {
    keyspace
        .kv()
        .get(scope, Probe.QUESTION)
        .whenComplete(
            (found, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else {
                then.accept(Probe.of(scope, found));
              }
            });
  }

  /** Answers once the content satisfies it; says whether that, or a failure, was at once. */
  private <R> boolean await(
      Predicate<Mirror<V>> isSatisfied,
      Function<Mirror<V>, R> answer,
      ClientFuture<R> result,
      boolean mayWait) {
    Runnable completion;
    synchronized (lock) {
      if (state.isFinal()) {
        IllegalStateException failure = unreadable();
        completion = () -> result.fail(failure);
      } else if (isFilled() && isSatisfied.test(mirror)) {
        R found = answer.apply(mirror);
        completion = () -> result.succeed(found);
      } else {
        if (mayWait) {
          await(
              new Waiter<>(isSatisfied, m -> succeed(result, answer.apply(m)), result::fail),
              result);
        }
        return false;
      }
    }
    completion.run();
    return true;
  }

  /** With the lock held. A result that is given up takes its waiter with it. */
  private void await(Waiter<V> waiter, ClientFuture<?> result) {
    waiters.add(waiter);
    result.whenComplete(
        (answer, failure) -> {
          synchronized (lock) {
            waiters.remove(waiter);
          }
        });
  }

  private static <R> Runnable succeed(ClientFuture<R> result, R answer) {
    return () -> result.succeed(answer);
  }

  private <R> CompletableFuture<R> limited(ClientFuture<R> result) {
    String late = "the cache was not new enough within " + options.readTimeout();
    CompletableFuture<Boolean> timer = new CompletableFuture<>();
    timer
        .orTimeout(options.readTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (inTime, timeout) -> {
              if (timeout != null) {
                result.fail(new EtcdException(StatusCode.DEADLINE_EXCEEDED, null, late));
              }
            });
    result.whenComplete((answer, failure) -> timer.complete(true));
    return result;
  }

  private boolean isFilled() {
    return mirror.revision() > 0;
  }

  private void requireInside(Bytes key) {
    if (!range.contains(key)) {
      throw new IllegalArgumentException("not in the range of this cache: " + key);
    }
  }

  private void requireReadable() {
    if (state.isFinal()) {
      throw unreadable();
    }
    if (!isFilled()) {
      throw new IllegalStateException("the cache is not filled yet; see ready()");
    }
  }

  private IllegalStateException unreadable() {
    return state instanceof CacheState.Failed failed
        ? new IllegalStateException("the cache has failed", failed.cause())
        : new IllegalStateException("the cache is closed");
  }

  private void end(CacheState last, Throwable cause) {
    List<Waiter<V>> left;
    synchronized (lock) {
      if (state.isFinal()) {
        return;
      }
      moveTo(last);
      left = List.copyOf(waiters);
      waiters.clear();
    }
    flush();
    left.forEach(waiter -> waiter.fail().accept(cause));
    ready.fail(cause);
  }

  /** With the lock held. */
  private void moveTo(CacheState next) {
    if (!state.equals(next) && !state.isFinal()) {
      state = next;
      listeners.forEach(mailbox -> mailbox.post(l -> l.onState(next)));
    }
  }

  /** With the lock held, after the content changed: what to run once it is released. */
  private List<Runnable> satisfied() {
    List<Runnable> completions = new ArrayList<>();
    for (Iterator<Waiter<V>> i = waiters.iterator(); i.hasNext(); ) {
      Waiter<V> waiter = i.next();
      if (waiter.isSatisfied().test(mirror)) {
        i.remove();
        completions.add(waiter.completion().apply(mirror));
      }
    }
    return completions;
  }

  private void flush() {
    List<Mailbox<V>> all;
    synchronized (lock) {
      all = List.copyOf(listeners);
    }
    all.forEach(Mailbox::flush);
  }

  /** What the feed brings. */
  private final class Content implements Feed.Sink {
    @Override
    public void listed(List<KeyValue> kvs, long revision) {
      List<Runnable> completions;
      synchronized (lock) {
        if (state.isFinal()) {
          return;
        }
        boolean isFirst = !isFilled();
        List<CacheChange<V>> changes = mirror.replace(kvs, revision);
        if (isFirst) {
          CacheSnapshot<V> content = mirror.snapshot();
          listeners.forEach(mailbox -> mailbox.post(l -> l.onContent(content)));
        } else {
          tell(changes);
        }
        moveTo(new CacheState.Current());
        completions = satisfied();
      }
      flush();
      completions.forEach(Runnable::run);
      ready.succeed(Cache.this);
    }

    @Override
    public void events(WatchBatch batch) {
      List<Runnable> completions;
      synchronized (lock) {
        if (state.isFinal()) {
          return;
        }
        tell(mirror.apply(batch));
        completions = satisfied();
      }
      flush();
      completions.forEach(Runnable::run);
    }

    @Override
    public void progress(long revision) {
      List<Runnable> completions;
      synchronized (lock) {
        mirror.progress(revision);
        completions = satisfied();
      }
      completions.forEach(Runnable::run);
    }

    @Override
    public void stale(Throwable cause) {
      synchronized (lock) {
        if (isFilled()) {
          moveTo(new CacheState.Stale(mirror.revision(), cause));
        }
      }
      flush();
    }

    @Override
    public void failed(Throwable cause) {
      end(new CacheState.Failed(cause), cause);
    }

    @Override
    public void closed() {
      close();
    }

    private void tell(List<CacheChange<V>> changes) {
      if (!changes.isEmpty()) {
        List<CacheChange<V>> told = List.copyOf(changes);
        listeners.forEach(mailbox -> mailbox.post(l -> l.onChanges(told)));
      }
    }
  }
}
