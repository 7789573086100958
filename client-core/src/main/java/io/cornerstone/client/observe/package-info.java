/** What a client does, for those who watch over it: metrics, traces, logs of one's own. */
@NullMarked
package io.cornerstone.client.observe;

import org.jspecify.annotations.NullMarked;
