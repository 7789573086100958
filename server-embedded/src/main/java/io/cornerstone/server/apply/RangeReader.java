package io.cornerstone.server.apply;

import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.mvcc.RangeResult;

/**
 * Reads a range in some state of the store: as it is, inside a transaction, or at a pinned
 * revision.
 */
interface RangeReader {
  /**
   * @throws io.cornerstone.protocol.RefusedException COMPACTED, FUTURE_REV or INVALID_SORT_OPTION
   */
  RangeResult range(RangeRequest request);
}
