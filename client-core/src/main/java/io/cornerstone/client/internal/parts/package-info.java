/** The request-and-answer parts of the client. */
@NullMarked
package io.cornerstone.client.internal.parts;

import org.jspecify.annotations.NullMarked;
