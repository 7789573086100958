package io.cornerstone.client.txn;

import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.PutResult;

/** The result of one {@link Op}. The headers inside carry at most a revision. */
public sealed interface OpResult {
  /** Of a get. */
  record Get(GetResult result) implements OpResult {}

  /** Of a put. */
  record Put(PutResult result) implements OpResult {}

  /** Of a delete. */
  record Delete(DeleteResult result) implements OpResult {}

  /** Of a nested transaction. */
  record Nested(TxnResult result) implements OpResult {}
}
