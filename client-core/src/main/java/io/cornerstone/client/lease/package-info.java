/** Leases: grant, keep alive, revoke, ask. */
@NullMarked
package io.cornerstone.client.lease;

import org.jspecify.annotations.NullMarked;
