/** Snapshot files: write, verify, stream. */
@NullMarked
package io.cornerstone.server.snapshot;

import org.jspecify.annotations.NullMarked;
