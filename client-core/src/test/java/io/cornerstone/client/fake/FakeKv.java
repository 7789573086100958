package io.cornerstone.client.fake;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.scan.Scan;
import io.cornerstone.client.kv.CompactOptions;
import io.cornerstone.client.kv.CompactResult;
import io.cornerstone.client.kv.DeleteOptions;
import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.kv.ScanOptions;
import io.cornerstone.client.lease.LeaseId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/**
 * A store in memory, with its whole history, for tests of what is built on {@link Kv}. Gets, puts
 * and deletes work, on one thread; answers come on the executor.
 */
public final class FakeKv implements Kv {
  /** The gets so far, as text. */
  public final List<String> gets = new ArrayList<>();

  private final Executor executor;
  private final NavigableMap<Long, TreeMap<Bytes, KeyValue>> states = new TreeMap<>();
  private final Queue<RuntimeException> failures = new ArrayDeque<>();

  public FakeKv(Executor executor) {
    this.executor = executor;
    states.put(1L, new TreeMap<>());
  }

  /** The next get fails so; repeated calls add up. */
  public void failNext(RuntimeException failure) {
    failures.add(failure);
  }

  public long revision() {
    return states.lastKey();
  }

  /** Writes a key at once. */
  public long write(String key, String value) {
    Bytes name = Bytes.of(key);
    TreeMap<Bytes, KeyValue> state = next();
    KeyValue before = state.get(name);
    state.put(
        name,
        new KeyValue(
            name,
            Bytes.of(value),
            before == null ? revision() : before.createRevision(),
            revision(),
            before == null ? 1 : before.version() + 1,
            LeaseId.NONE));
    return revision();
  }

  /** Deletes a key at once. */
  public long remove(String key) {
    next().remove(Bytes.of(key));
    return revision();
  }

  private TreeMap<Bytes, KeyValue> next() {
    TreeMap<Bytes, KeyValue> state = new TreeMap<>(states.lastEntry().getValue());
    states.put(revision() + 1, state);
    return state;
  }

  @Override
  public CompletableFuture<GetResult> get(KeyRange range, GetOptions options) {
    gets.add(range.key().utf8() + " at " + options.revision());
    ClientFuture<GetResult> future = new ClientFuture<>(executor);
    RuntimeException failure = failures.poll();
    if (failure != null) {
      future.fail(failure);
      return future;
    }
    long at = options.revision() == 0 ? revision() : options.revision();
    List<KeyValue> all =
        Objects.requireNonNull(states.get(at)).values().stream()
            .filter(kv -> range.contains(kv.key()))
            .toList();
    long limit = options.limit() == 0 ? Long.MAX_VALUE : options.limit();
    Stream<KeyValue> shown = options.countOnly() ? Stream.empty() : all.stream().limit(limit);
    future.succeed(
        new GetResult(
            header(), shown.toList(), all.size() > limit && !options.countOnly(), all.size()));
    return future;
  }

  @Override
  public Flow.Publisher<KeyValue> scan(KeyRange range, ScanOptions options) {
    return Scan.publisher(() -> this::get, range, options);
  }

  private Header header() {
    return new Header(1, 1, revision(), 1);
  }

  @Override
  public CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options) {
    ClientFuture<PutResult> future = new ClientFuture<>(executor);
    write(key.utf8(), value.utf8());
    future.succeed(new PutResult(header(), Optional.empty()));
    return future;
  }

  @Override
  public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
    throw new UnsupportedOperationException("not needed");
  }

  @Override
  public CompletableFuture<CompactResult> compact(long revision, CompactOptions options) {
    throw new UnsupportedOperationException("not needed");
  }

  @Override
  public Kv withTimeout(Duration timeout) {
    return this;
  }
}
