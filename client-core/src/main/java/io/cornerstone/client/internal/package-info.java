/** How the client is put together. Nothing under here is part of the public API. */
@NullMarked
package io.cornerstone.client.internal;

import org.jspecify.annotations.NullMarked;
