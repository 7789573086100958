/** Tests of the fan-out of events to watchers. */
@NullMarked
package io.cornerstone.server.watch;

import org.jspecify.annotations.NullMarked;
