/** Faults on the way between a client and a server. */
@NullMarked
package io.cornerstone.testkit.fault;

import org.jspecify.annotations.NullMarked;
