/** Tests of the package of the same name. */
@NullMarked
package io.cornerstone.server.log;

import org.jspecify.annotations.NullMarked;
