/** What publishers share: the count of what is asked for, and signals by one thread at a time. */
@NullMarked
package io.cornerstone.client.internal.flow;

import org.jspecify.annotations.NullMarked;
