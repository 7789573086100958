/** All watchers over a few streams: a pure state machine for each, and the shell that runs it. */
@NullMarked
package io.cornerstone.client.internal.watch;

import org.jspecify.annotations.NullMarked;
