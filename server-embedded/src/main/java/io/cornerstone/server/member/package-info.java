/** The shell of a member: inbox, raft loop, apply loop, pending requests, read index. */
@NullMarked
package io.cornerstone.server.member;

import org.jspecify.annotations.NullMarked;
