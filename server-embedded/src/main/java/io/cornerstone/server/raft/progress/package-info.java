/** What a leader knows of each follower's log, and how fast it may send to it. */
@NullMarked
package io.cornerstone.server.raft.progress;

import org.jspecify.annotations.NullMarked;
