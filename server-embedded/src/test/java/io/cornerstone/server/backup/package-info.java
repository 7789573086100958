/** Tests of snapshot files. */
@NullMarked
package io.cornerstone.server.backup;

import org.jspecify.annotations.NullMarked;
