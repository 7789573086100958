/** Tests of the embedded server on real ports and files. */
@NullMarked
package io.cornerstone.server;

import org.jspecify.annotations.NullMarked;
