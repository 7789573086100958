package io.cornerstone.client.txn;

import java.util.List;

/**
 * Something that must still be true when a transaction runs, such as a lock that is held. See
 * {@link Txn#guardedBy}.
 */
public interface Guard {
  /** The compares that hold exactly as long as it is true. */
  List<Compare> compares();
}
