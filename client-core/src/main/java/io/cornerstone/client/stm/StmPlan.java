package io.cornerstone.client.stm;

import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import java.util.List;

/**
 * What a transaction would have sent.
 *
 * @param result what the body returned
 * @param snapshot the revision its reads saw; 0 if it read nothing or the isolation pins none
 * @param compares what would have had to hold
 * @param ops what would have been written then, in order of keys
 * @param <T> what the body returns
 */
public record StmPlan<T>(T result, long snapshot, List<Compare> compares, List<Op> ops) {}
