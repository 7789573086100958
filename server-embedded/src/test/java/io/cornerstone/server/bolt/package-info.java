/** Tests of the page file. */
@NullMarked
package io.cornerstone.server.bolt;

import org.jspecify.annotations.NullMarked;
