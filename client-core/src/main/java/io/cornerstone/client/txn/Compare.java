package io.cornerstone.client.txn;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.lease.LeaseId;

/**
 * One condition of a transaction.
 *
 * <p>For a range it must hold for every key that exists in it. A key that does not exist, and an
 * empty range, has version, revisions and lease 0, and a comparison of its value never holds.
 */
public sealed interface Compare {
  /** The keys that are compared. */
  KeyRange range();

  /** How the stored side must relate to the given one. */
  Relation relation();

  /** Compares how often the key was put since its creation. */
  record Version(KeyRange range, Relation relation, long version) implements Compare {}

  /** Compares when the key was created. */
  record CreateRevision(KeyRange range, Relation relation, long revision) implements Compare {}

  /** Compares when the key was last put. */
  record ModRevision(KeyRange range, Relation relation, long revision) implements Compare {}

  /** Compares the value, byte by byte. */
  record Value(KeyRange range, Relation relation, Bytes value) implements Compare {}

  /** Compares the attached lease. */
  record Lease(KeyRange range, Relation relation, LeaseId lease) implements Compare {}

  /** The key exists. */
  static Compare exists(Bytes key) {
    return createRevision(key, Relation.GREATER, 0);
  }

  /** The key does not exist. */
  static Compare missing(Bytes key) {
    return createRevision(key, Relation.EQUAL, 0);
  }

  /** How often the key was put since its creation. */
  static Compare version(Bytes key, Relation relation, long version) {
    return new Version(KeyRange.single(key), relation, version);
  }

  /** When the key was created. */
  static Compare createRevision(Bytes key, Relation relation, long revision) {
    return new CreateRevision(KeyRange.single(key), relation, revision);
  }

  /** When the key was last put. */
  static Compare modRevision(Bytes key, Relation relation, long revision) {
    return new ModRevision(KeyRange.single(key), relation, revision);
  }

  /** The value of the key. */
  static Compare value(Bytes key, Relation relation, Bytes value) {
    return new Value(KeyRange.single(key), relation, value);
  }

  /** The lease of the key. */
  static Compare lease(Bytes key, Relation relation, LeaseId lease) {
    return new Lease(KeyRange.single(key), relation, lease);
  }
}
