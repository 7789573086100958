/** Flags and main of the executable jar. */
@NullMarked
package io.cornerstone.server.cli;

import org.jspecify.annotations.NullMarked;
