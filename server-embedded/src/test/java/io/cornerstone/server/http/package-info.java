/** Tests of the package of the same name. */
@NullMarked
package io.cornerstone.server.http;

import org.jspecify.annotations.NullMarked;
