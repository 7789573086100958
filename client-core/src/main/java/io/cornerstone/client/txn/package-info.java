/** Transactions: compares that guard a list of operations, as one atomic request. */
@NullMarked
package io.cornerstone.client.txn;

import org.jspecify.annotations.NullMarked;
