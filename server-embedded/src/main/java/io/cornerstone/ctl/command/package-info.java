/** One file per command. */
@NullMarked
package io.cornerstone.ctl.command;

import org.jspecify.annotations.NullMarked;
