/** The election service of the server. */
@NullMarked
package io.cornerstone.client.election;

import org.jspecify.annotations.NullMarked;
