/** Tests of the package of the same name. */
@NullMarked
package io.cornerstone.server.lease;

import org.jspecify.annotations.NullMarked;
