/** Tests of the shell of a member. */
@NullMarked
package io.cornerstone.server.member;

import org.jspecify.annotations.NullMarked;
