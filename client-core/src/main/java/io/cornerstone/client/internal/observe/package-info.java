/** Those who observe a client, and the one that is always there: the flight recorder. */
@NullMarked
package io.cornerstone.client.internal.observe;

import org.jspecify.annotations.NullMarked;
