package io.cornerstone.client.txn;

/** How the two sides of a {@link Compare} must relate. */
public enum Relation {
  EQUAL,
  GREATER,
  LESS,
  NOT_EQUAL
}
