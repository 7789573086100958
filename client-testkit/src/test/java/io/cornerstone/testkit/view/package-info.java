/** The client's view against servers of ours and a real etcd. */
@NullMarked
package io.cornerstone.testkit.view;

import org.jspecify.annotations.NullMarked;
