/** jetcd under the load of the comparison. */
@NullMarked
package io.cornerstone.benchmarks.jetcd;

import org.jspecify.annotations.NullMarked;
