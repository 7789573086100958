/** A load generator for any etcd endpoint, and the comparison with a real etcd. */
@NullMarked
package io.cornerstone.benchmarks;

import org.jspecify.annotations.NullMarked;
