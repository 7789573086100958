/** Tests of messages and snapshots between members. */
@NullMarked
package io.cornerstone.server.peer;

import org.jspecify.annotations.NullMarked;
