package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Copies the keys under a prefix as of one revision, then each change after it. */
final class MirrorRun implements WatchListener {
  private static final long PAGE = 1000;

  private final Client from;
  private final Client to;
  private final Bytes prefix;
  private final Bytes target;
  private final int opsMax;
  private final AtomicLong total = new AtomicLong();
  private final CompletableFuture<WatchEnd> ended = new CompletableFuture<>();

  /**
   * A mirror.
   *
   * @param target the prefix in place of {@code prefix}
   * @param opsMax operations in one transaction
   */
  MirrorRun(Client from, Client to, Bytes prefix, Bytes target, int opsMax) {
    this.from = from;
    this.to = to;
    this.prefix = prefix;
    this.target = target;
    this.opsMax = opsMax;
  }

  /**
   * Copies, then begins to follow. The future completes when that ends, and fails with the first
   * write that does.
   *
   * @param revision from where to follow, without copying first; 0 to copy
   */
  CompletableFuture<WatchEnd> start(long revision) {
    long next = revision > 0 ? revision : copy() + 1;
    Watcher watcher = from.watch().range(KeyRange.prefix(prefix)).from(next).listen(this);
    return ended.whenComplete((end, failure) -> watcher.close());
  }

  /** How many keys were written or deleted. */
  long total() {
    return total.get();
  }

  /** Copies everything; returns as of which revision. */
  private long copy() {
    KeyRange range = KeyRange.prefix(prefix);
    GetOptions options = GetOptions.DEFAULT.withLimit(PAGE);
    while (true) {
      GetResult page = from.kv().get(range, options).join();
      if (options.revision() == 0) {
        options = options.withRevision(page.header().revision());
      }
      page.kvs().forEach(this::copy);
      if (!page.more()) {
        return options.revision();
      }
      Bytes last = page.kvs().get(page.kvs().size() - 1).key();
      range = KeyRange.between(last.concat(Bytes.of(new byte[1])), range.rangeEnd());
    }
  }

  private void copy(KeyValue kv) {
    to.kv().put(moved(kv.key()), kv.value()).join();
    total.incrementAndGet();
  }

  private Bytes moved(Bytes key) {
    return target.concat(key.substring(prefix.size()));
  }

  @Override
  public void onEvents(WatchBatch batch) {
    if (ended.isDone()) {
      return;
    }
    try {
      apply(batch.events());
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  /** The changes of one revision go in one transaction, as far as it has room. */
  private void apply(List<WatchEvent> events) {
    List<Op> ops = new ArrayList<>();
    long revision = 0;
    for (WatchEvent event : events) {
      if (!ops.isEmpty() && (event.modRevision() != revision || ops.size() == opsMax)) {
        commit(ops);
      }
      revision = event.modRevision();
      ops.add(op(event));
    }
    commit(ops);
  }

  private Op op(WatchEvent event) {
    Bytes key = moved(event.key());
    return event instanceof WatchEvent.Put put ? Op.put(key, put.kv().value()) : Op.delete(key);
  }

  private void commit(List<Op> ops) {
    to.txn().then(ops).commit().join();
    total.addAndGet(ops.size());
    ops.clear();
  }

  @Override
  public void onClosed(WatchEnd end) {
    ended.complete(end);
  }
}
