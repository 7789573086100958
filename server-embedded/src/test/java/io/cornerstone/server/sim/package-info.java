/** Simulated time, network and disk: everything a member touches, driven by one seed. */
@NullMarked
package io.cornerstone.server.sim;

import org.jspecify.annotations.NullMarked;
