/** The client's cache against servers of ours and a real etcd. */
@NullMarked
package io.cornerstone.testkit.cache;

import org.jspecify.annotations.NullMarked;
