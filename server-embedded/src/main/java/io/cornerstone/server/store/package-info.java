/** The append-only revision log on disk behind {@link io.cornerstone.server.mvcc.Engine}. */
@NullMarked
package io.cornerstone.server.store;

import org.jspecify.annotations.NullMarked;
