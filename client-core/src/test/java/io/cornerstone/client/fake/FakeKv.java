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
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.client.txn.TxnResult;
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
  private final Queue<Long> lags = new ArrayDeque<>();

  public FakeKv(Executor executor) {
    this.executor = executor;
    states.put(1L, new TreeMap<>());
  }

  /** The next get fails so; repeated calls add up. */
  public void failNext(RuntimeException failure) {
    failures.add(failure);
  }

  /** The next get is answered from before: as of this revision, also in its header. */
  public void lagNext(long revision) {
    lags.add(revision);
  }

  public long revision() {
    return states.lastKey();
  }

  /** Writes a key at once. */
  public long write(String key, String value) {
    Bytes name = Bytes.of(key);
    TreeMap<Bytes, KeyValue> state = next();
    put(state, name, Bytes.of(value));
    return revision();
  }

  private void put(TreeMap<Bytes, KeyValue> state, Bytes key, Bytes value) {
    KeyValue before = state.get(key);
    state.put(
        key,
        new KeyValue(
            key,
            value,
            before == null ? revision() : before.createRevision(),
            revision(),
            before == null ? 1 : before.version() + 1,
            LeaseId.NONE));
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

  /** The version of a key now. */
  public Optional<KeyValue> now(Bytes key) {
    return Optional.ofNullable(states.lastEntry().getValue().get(key));
  }

  /** Runs writes at one revision, or none at all if a compare of modRevisions fails. */
  public CompletableFuture<TxnResult> commit(List<Compare> compares, List<Op> ops) {
    ClientFuture<TxnResult> future = new ClientFuture<>(executor);
    boolean holds = compares.stream().allMatch(this::holds);
    if (holds && !ops.isEmpty()) {
      TreeMap<Bytes, KeyValue> state = next();
      for (Op op : ops) {
        if (op instanceof Op.Put put) {
          put(state, put.key(), put.value());
        } else if (op instanceof Op.Delete delete) {
          state.keySet().removeIf(delete.range()::contains);
        }
      }
    }
    future.succeed(new TxnResult(header(revision()), holds, List.of()));
    return future;
  }

  private boolean holds(Compare compare) {
    if (!(compare instanceof Compare.ModRevision mod)) {
      throw new UnsupportedOperationException("not needed: " + compare);
    }
    List<Long> found =
        new ArrayList<>(
            states.lastEntry().getValue().values().stream()
                .filter(kv -> mod.range().contains(kv.key()))
                .map(KeyValue::modRevision)
                .toList());
    if (found.isEmpty() && mod.range().isSingle()) {
      found.add(0L);
    }
    return found.stream()
        .allMatch(
            revision ->
                mod.relation() == Relation.EQUAL
                    ? revision == mod.revision()
                    : revision < mod.revision());
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
    Long lag = lags.poll();
    long present = lag == null ? revision() : lag;
    long at = options.revision() == 0 ? present : options.revision();
    List<KeyValue> all =
        Objects.requireNonNull(states.get(at)).values().stream()
            .filter(kv -> range.contains(kv.key()))
            .toList();
    long limit = options.limit() == 0 ? Long.MAX_VALUE : options.limit();
    Stream<KeyValue> shown = options.countOnly() ? Stream.empty() : all.stream().limit(limit);
    future.succeed(
        new GetResult(
            header(present),
            shown.toList(),
            all.size() > limit && !options.countOnly(),
            all.size()));
    return future;
  }

  @Override
  public Flow.Publisher<KeyValue> scan(KeyRange range, ScanOptions options) {
    return Scan.publisher(() -> this::get, range, options);
  }

  private static Header header(long revision) {
    return new Header(1, 1, revision, 1);
  }

  @Override
  public CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options) {
    ClientFuture<PutResult> future = new ClientFuture<>(executor);
    write(key.utf8(), value.utf8());
    future.succeed(new PutResult(header(revision()), Optional.empty()));
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
