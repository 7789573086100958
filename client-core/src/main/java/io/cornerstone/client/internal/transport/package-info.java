/**
 * Channels, endpoints and failover; single calls with their attempts, and streams that come back.
 */
@NullMarked
package io.cornerstone.client.internal.transport;

import org.jspecify.annotations.NullMarked;
