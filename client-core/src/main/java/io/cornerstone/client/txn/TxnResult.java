package io.cornerstone.client.txn;

import io.cornerstone.client.Header;
import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.PutResult;
import java.util.List;

/**
 * The answer to a transaction.
 *
 * @param header with the revision of the writes, or the current one if there were none
 * @param succeeded whether all compares held
 * @param results one per operation of the branch that ran, in order
 */
public record TxnResult(Header header, boolean succeeded, List<OpResult> results) {
  /** The revision of the writes, or the current one if there were none. */
  public long revision() {
    return header.revision();
  }

  /**
   * The result of the get at an index.
   *
   * @throws IllegalArgumentException if the operation there was another
   */
  public GetResult get(int index) {
    return as(OpResult.Get.class, index).result();
  }

  /**
   * The result of the put at an index.
   *
   * @throws IllegalArgumentException if the operation there was another
   */
  public PutResult put(int index) {
    return as(OpResult.Put.class, index).result();
  }

  /**
   * The result of the delete at an index.
   *
   * @throws IllegalArgumentException if the operation there was another
   */
  public DeleteResult delete(int index) {
    return as(OpResult.Delete.class, index).result();
  }

  /**
   * The result of the nested transaction at an index.
   *
   * @throws IllegalArgumentException if the operation there was another
   */
  public TxnResult nested(int index) {
    return as(OpResult.Nested.class, index).result();
  }

  private <T extends OpResult> T as(Class<T> type, int index) {
    OpResult result = results.get(index);
    if (!type.isInstance(result)) {
      throw new IllegalArgumentException(
          "operation " + index + " is not a " + type.getSimpleName() + ": " + result);
    }
    return type.cast(result);
  }
}
