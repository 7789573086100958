/** What a failure means for a request, what may be sent again, and when. */
@NullMarked
package io.cornerstone.client.internal.retry;

import org.jspecify.annotations.NullMarked;
