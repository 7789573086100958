/** All watchers over one stream: a pure state machine, and the shell that runs it. */
@NullMarked
package io.cornerstone.client.internal.watch;

import org.jspecify.annotations.NullMarked;
