/** Tests of snapshot files. */
@NullMarked
package io.cornerstone.server.snapshot;

import org.jspecify.annotations.NullMarked;
