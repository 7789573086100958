/** Pure lessor: grants, expiry order, attached keys. */
@NullMarked
package io.cornerstone.server.lease;

import org.jspecify.annotations.NullMarked;
