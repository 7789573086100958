/** Watches: every change of a range of keys, once and in order, also across lost connections. */
@NullMarked
package io.cornerstone.client.watch;

import org.jspecify.annotations.NullMarked;
