/** Ranges that are too large for one answer, and the ways to read them. */
@NullMarked
package io.cornerstone.client.internal.scan;

import org.jspecify.annotations.NullMarked;
