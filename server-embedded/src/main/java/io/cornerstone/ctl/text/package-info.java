/** How Go writes things, as etcdctl's input and output have them. */
@NullMarked
package io.cornerstone.ctl.text;

import org.jspecify.annotations.NullMarked;
