/** Fan-out of events to watchers: synced, catching up and blocked. */
@NullMarked
package io.cornerstone.server.watch;

import org.jspecify.annotations.NullMarked;
