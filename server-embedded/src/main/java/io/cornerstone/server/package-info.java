/**
 * The embedded server's public API: {@link io.cornerstone.server.EmbeddedServer} and its
 * configuration.
 */
@NullMarked
package io.cornerstone.server;

import org.jspecify.annotations.NullMarked;
