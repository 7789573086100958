/** Tests of the package of the same name. */
@NullMarked
package io.cornerstone.server.apply;

import org.jspecify.annotations.NullMarked;
