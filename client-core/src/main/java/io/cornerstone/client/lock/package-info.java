/** The lock service of the server. */
@NullMarked
package io.cornerstone.client.lock;

import org.jspecify.annotations.NullMarked;
