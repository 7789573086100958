/** Optimistic transactions: read, decide, write, and commit only if nothing moved meanwhile. */
@NullMarked
package io.cornerstone.client.stm;

import org.jspecify.annotations.NullMarked;
