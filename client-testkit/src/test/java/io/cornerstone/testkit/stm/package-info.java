/** The client's stm against servers of ours and a real etcd. */
@NullMarked
package io.cornerstone.testkit.stm;

import org.jspecify.annotations.NullMarked;
