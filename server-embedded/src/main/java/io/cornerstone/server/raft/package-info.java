/**
 * Pure consensus: messages and ticks in, one {@link io.cornerstone.server.raft.Ready} out; no
 * thread, clock, socket or file.
 */
@NullMarked
package io.cornerstone.server.raft;

import org.jspecify.annotations.NullMarked;
