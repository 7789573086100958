/** Snapshot files in etcd's own format: made from a store, and made into one. */
@NullMarked
package io.cornerstone.server.backup;

import org.jspecify.annotations.NullMarked;
