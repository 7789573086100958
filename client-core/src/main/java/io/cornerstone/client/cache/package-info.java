/** A local copy of a range of keys, fed by a watch. */
@NullMarked
package io.cornerstone.client.cache;

import org.jspecify.annotations.NullMarked;
