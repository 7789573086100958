/** Tests of the package of the same name. */
@NullMarked
package io.cornerstone.server.discovery;

import org.jspecify.annotations.NullMarked;
