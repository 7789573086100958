/** Counting: what a majority of the voters has said or holds. */
@NullMarked
package io.cornerstone.server.raft.quorum;

import org.jspecify.annotations.NullMarked;
