/** Between the messages on the wire and the values of the public API. */
@NullMarked
package io.cornerstone.client.internal.wire;

import org.jspecify.annotations.NullMarked;
