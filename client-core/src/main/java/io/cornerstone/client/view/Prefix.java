package io.cornerstone.client.view;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.OpResult;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEvent;
import java.util.List;
import java.util.Optional;

/**
 * The mapping between the keys of a view and those of the store. Pure.
 *
 * <p>Order is kept, since all keys begin alike; so a range maps to a range. Two things need care: a
 * range without end must end where the prefix does, and the empty key, which the server refuses,
 * must not become the prefix itself.
 */
record Prefix(Bytes prefix) {
  private static final Bytes ZERO = KeyRange.all().rangeEnd();

  /** A key of the store; the empty key stays as it is, for the server to refuse. */
  Bytes add(Bytes key) {
    return key.isEmpty() ? key : prefix.concat(key);
  }

  /** A range of the store, within the prefix. An empty key stays as it is, and alone. */
  KeyRange add(KeyRange range) {
    if (range.key().isEmpty()) {
      return KeyRange.single(Bytes.EMPTY);
    }
    return new KeyRange(add(range.key()), addEnd(range.rangeEnd()));
  }

  /** The same for a watch, where the empty key is no mistake: it means the least key there is. */
  KeyRange addForWatch(KeyRange range) {
    return add(range.key().isEmpty() ? new KeyRange(ZERO, range.rangeEnd()) : range);
  }

  private Bytes addEnd(Bytes rangeEnd) {
    if (rangeEnd.isEmpty()) {
      return rangeEnd;
    }
    return rangeEnd.equals(ZERO) ? KeyRange.prefix(prefix).rangeEnd() : prefix.concat(rangeEnd);
  }

  Compare add(Compare compare) {
    KeyRange range = add(compare.range());
    if (compare instanceof Compare.Version c) {
      return new Compare.Version(range, c.relation(), c.version());
    } else if (compare instanceof Compare.CreateRevision c) {
      return new Compare.CreateRevision(range, c.relation(), c.revision());
    } else if (compare instanceof Compare.ModRevision c) {
      return new Compare.ModRevision(range, c.relation(), c.revision());
    } else if (compare instanceof Compare.Value c) {
      return new Compare.Value(range, c.relation(), c.value());
    } else if (compare instanceof Compare.Lease c) {
      return new Compare.Lease(range, c.relation(), c.lease());
    }
    throw new IllegalArgumentException("unknown compare: " + compare);
  }

  List<Compare> addToCompares(List<? extends Compare> compares) {
    return compares.stream().map(this::add).toList();
  }

  Op add(Op op) {
    if (op instanceof Op.Get get) {
      return new Op.Get(add(get.range()), get.options());
    } else if (op instanceof Op.Put put) {
      return new Op.Put(add(put.key()), put.value(), put.options());
    } else if (op instanceof Op.Delete delete) {
      return new Op.Delete(add(delete.range()), delete.options());
    } else if (op instanceof Op.Nested nested) {
      return new Op.Nested(
          addToCompares(nested.compares()), addToOps(nested.then()), addToOps(nested.otherwise()));
    }
    throw new IllegalArgumentException("unknown operation: " + op);
  }

  List<Op> addToOps(List<? extends Op> ops) {
    return ops.stream().map(this::add).toList();
  }

  /** A key of the view. */
  Bytes strip(Bytes key) {
    if (!key.startsWith(prefix)) {
      throw new IllegalStateException("an answer has a key outside of " + prefix);
    }
    return key.substring(prefix.size());
  }

  KeyValue strip(KeyValue kv) {
    return new KeyValue(
        strip(kv.key()),
        kv.value(),
        kv.createRevision(),
        kv.modRevision(),
        kv.version(),
        kv.lease());
  }

  GetResult strip(GetResult result) {
    return new GetResult(result.header(), strip(result.kvs()), result.more(), result.count());
  }

  PutResult strip(PutResult result) {
    return new PutResult(result.header(), strip(result.prevKv()));
  }

  DeleteResult strip(DeleteResult result) {
    return new DeleteResult(result.header(), result.deleted(), strip(result.prevKvs()));
  }

  TxnResult strip(TxnResult result) {
    List<OpResult> results = result.results().stream().map(this::strip).toList();
    return new TxnResult(result.header(), result.succeeded(), results);
  }

  private OpResult strip(OpResult result) {
    if (result instanceof OpResult.Get get) {
      return new OpResult.Get(strip(get.result()));
    } else if (result instanceof OpResult.Put put) {
      return new OpResult.Put(strip(put.result()));
    } else if (result instanceof OpResult.Delete delete) {
      return new OpResult.Delete(strip(delete.result()));
    } else if (result instanceof OpResult.Nested nested) {
      return new OpResult.Nested(strip(nested.result()));
    }
    throw new IllegalArgumentException("unknown result: " + result);
  }

  WatchEvent strip(WatchEvent event) {
    if (event instanceof WatchEvent.Put put) {
      return new WatchEvent.Put(strip(put.kv()), strip(put.prevKv()), put.isSynthetic());
    } else if (event instanceof WatchEvent.Delete delete) {
      return new WatchEvent.Delete(
          strip(delete.key()), delete.modRevision(), strip(delete.prevKv()), delete.isSynthetic());
    }
    throw new IllegalArgumentException("unknown event: " + event);
  }

  WatchBatch strip(WatchBatch batch) {
    return new WatchBatch(batch.header(), batch.events().stream().map(this::strip).toList());
  }

  private List<KeyValue> strip(List<KeyValue> kvs) {
    return kvs.stream().map(this::strip).toList();
  }

  private Optional<KeyValue> strip(Optional<KeyValue> kv) {
    return kv.map(this::strip);
  }
}
