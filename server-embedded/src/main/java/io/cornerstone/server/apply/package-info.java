/** Pure application of committed commands: command in, changes, result and events out. */
@NullMarked
package io.cornerstone.server.apply;

import org.jspecify.annotations.NullMarked;
