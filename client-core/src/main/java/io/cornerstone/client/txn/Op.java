package io.cornerstone.client.txn;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.DeleteOptions;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.PutOptions;
import java.util.List;
import java.util.stream.Stream;

/** One operation of a transaction. Operations run in order and see what those before them wrote. */
public sealed interface Op {
  /** Reads keys. */
  record Get(KeyRange range, GetOptions options) implements Op {}

  /** Writes a key. */
  record Put(Bytes key, Bytes value, PutOptions options) implements Op {}

  /** Deletes keys. */
  record Delete(KeyRange range, DeleteOptions options) implements Op {}

  /**
   * A transaction inside the transaction. All compares, of all levels, see the state before the
   * outermost transaction.
   *
   * @param compares must all hold
   * @param then runs if they do
   * @param otherwise runs if they do not
   */
  record Nested(List<Compare> compares, List<Op> then, List<Op> otherwise) implements Op {
    /** Copies the lists. */
    public Nested {
      compares = List.copyOf(compares);
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }

    /** The same, with more compares; all must hold. */
    public Nested when(Compare... more) {
      return when(List.of(more));
    }

    /** The same, with more compares; all must hold. */
    public Nested when(List<? extends Compare> more) {
      return new Nested(joined(compares, more), then, otherwise);
    }

    /** The same, with the compares of a guard. */
    public Nested guardedBy(Guard guard) {
      return when(guard.compares());
    }

    /** The same, with more operations that run if the compares hold. */
    public Nested then(Op... more) {
      return then(List.of(more));
    }

    /** The same, with more operations that run if the compares hold. */
    public Nested then(List<? extends Op> more) {
      return new Nested(compares, joined(then, more), otherwise);
    }

    /** The same, with more operations that run if a compare fails. */
    public Nested otherwise(Op... more) {
      return otherwise(List.of(more));
    }

    /** The same, with more operations that run if a compare fails. */
    public Nested otherwise(List<? extends Op> more) {
      return new Nested(compares, then, joined(otherwise, more));
    }

    private static <T> List<T> joined(List<T> first, List<? extends T> second) {
      return Stream.concat(first.stream(), second.stream()).toList();
    }
  }

  /** Reads one key. */
  static Op get(Bytes key) {
    return new Get(KeyRange.single(key), GetOptions.DEFAULT);
  }

  /** Reads a range. */
  static Op get(KeyRange range) {
    return new Get(range, GetOptions.DEFAULT);
  }

  /** Reads a range. */
  static Op get(KeyRange range, GetOptions options) {
    return new Get(range, options);
  }

  /** Writes a key. */
  static Op put(Bytes key, Bytes value) {
    return new Put(key, value, PutOptions.DEFAULT);
  }

  /** Writes a key, both given as text. */
  static Op put(String key, String value) {
    return put(Bytes.of(key), Bytes.of(value));
  }

  /** Writes a key. */
  static Op put(Bytes key, Bytes value, PutOptions options) {
    return new Put(key, value, options);
  }

  /** Deletes one key. */
  static Op delete(Bytes key) {
    return new Delete(KeyRange.single(key), DeleteOptions.DEFAULT);
  }

  /** Deletes a range. */
  static Op delete(KeyRange range) {
    return new Delete(range, DeleteOptions.DEFAULT);
  }

  /** Deletes a range. */
  static Op delete(KeyRange range, DeleteOptions options) {
    return new Delete(range, options);
  }

  /**
   * Starts a nested transaction, which takes a decision inside of a branch.
   *
   * <pre>{@code
   * TxnResult result =
   *     client.txn()
   *         .when(Compare.exists(account))
   *         .then(
   *             Op.when(Compare.value(account, Relation.GREATER, Bytes.of("099")))
   *                 .then(Op.put(order, paid), Op.put(account, rest))
   *                 .otherwise(Op.put(order, refused)))
   *         .otherwise(Op.put(order, unknown))
   *         .commit()
   *         .join();
   * boolean wasPaid = result.succeeded() && result.nested(0).succeeded();
   * }</pre>
   *
   * <p>A branch, with all that is nested in it, must not write a key twice, unless in two branches
   * of which only one can run.
   */
  static Nested when(Compare... compares) {
    return new Nested(List.of(compares), List.of(), List.of());
  }
}
