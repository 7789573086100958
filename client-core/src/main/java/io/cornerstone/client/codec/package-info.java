/** Values as bytes and back. */
@NullMarked
package io.cornerstone.client.codec;

import org.jspecify.annotations.NullMarked;
