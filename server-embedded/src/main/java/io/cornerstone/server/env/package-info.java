/** The seams to the outside (clock, scheduler, disk) and their production implementations. */
@NullMarked
package io.cornerstone.server.env;

import org.jspecify.annotations.NullMarked;
