/** The metrics of our server beside those of a real etcd. */
@NullMarked
package io.cornerstone.testkit.metrics;

import org.jspecify.annotations.NullMarked;
