/** How results reach user code: on the callback executor, in order, whatever the code does. */
@NullMarked
package io.cornerstone.client.internal.callback;

import org.jspecify.annotations.NullMarked;
