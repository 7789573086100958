/** Pure multi-version store: key index, revisions, write transactions, compaction. */
@NullMarked
package io.cornerstone.server.mvcc;

import org.jspecify.annotations.NullMarked;
