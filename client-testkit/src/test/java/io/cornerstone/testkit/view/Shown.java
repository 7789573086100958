package io.cornerstone.testkit.view;

import io.cornerstone.client.EtcdException;
import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.txn.OpResult;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.client.watch.WatchEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Answers as text that two stores have in common: revisions count from a base.
 *
 * @param base the revision that is shown as 0
 */
record Shown(long base) {
  <T> String outcome(CompletableFuture<T> call, Function<T, String> show) {
    try {
      return show.apply(call.join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof EtcdException refused) {
        return "refused " + refused.code() + " " + refused.error();
      }
      throw e;
    }
  }

  String get(GetResult r) {
    return "get " + at(r.revision()) + " " + r.more() + " " + r.count() + " " + kvs(r.kvs());
  }

  String put(PutResult r) {
    return "put " + at(r.revision()) + " " + kvs(r.prevKv().stream().toList());
  }

  String delete(DeleteResult r) {
    return "delete " + at(r.revision()) + " " + r.deleted() + " " + kvs(r.prevKvs());
  }

  String txn(TxnResult r) {
    return "txn "
        + at(r.revision())
        + " "
        + r.succeeded()
        + " "
        + r.results().stream().map(this::op).toList();
  }

  String event(WatchEvent event) {
    String prev = kvs(event.prevKv().stream().toList());
    return event instanceof WatchEvent.Put put
        ? "put " + kv(put.kv()) + " was " + prev
        : "delete " + event.key().hex() + " " + at(event.modRevision()) + " was " + prev;
  }

  private String op(OpResult result) {
    if (result instanceof OpResult.Get get) {
      return get(get.result());
    } else if (result instanceof OpResult.Put put) {
      return put(put.result());
    } else if (result instanceof OpResult.Delete delete) {
      return delete(delete.result());
    }
    return txn(((OpResult.Nested) result).result());
  }

  private String kvs(List<KeyValue> kvs) {
    return kvs.stream().map(this::kv).toList().toString();
  }

  private String kv(KeyValue kv) {
    return kv.key().hex()
        + "="
        + kv.value()
        + "@"
        + at(kv.createRevision())
        + ","
        + at(kv.modRevision())
        + ","
        + kv.version();
  }

  private long at(long revision) {
    return revision == 0 ? 0 : revision - base;
  }
}
