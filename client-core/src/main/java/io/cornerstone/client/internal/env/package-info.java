/** Time, threads and randomness, as seams; the one place that touches the real ones. */
@NullMarked
package io.cornerstone.client.internal.env;

import org.jspecify.annotations.NullMarked;
