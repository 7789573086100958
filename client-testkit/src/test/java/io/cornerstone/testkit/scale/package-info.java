/** How many watchers and leases one client and one server carry. */
@NullMarked
package io.cornerstone.testkit.scale;

import org.jspecify.annotations.NullMarked;
