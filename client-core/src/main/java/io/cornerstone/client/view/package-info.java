/** Other faces of one key space: a prefix of it, or one whose reads never go back in time. */
@NullMarked
package io.cornerstone.client.view;

import org.jspecify.annotations.NullMarked;
