/** All keep-alives over one stream: a pure schedule, and the shell that runs it. */
@NullMarked
package io.cornerstone.client.internal.lease;

import org.jspecify.annotations.NullMarked;
