/** What a newcomer runs first: small programs that show one thing each. */
@NullMarked
package io.cornerstone.examples;

import org.jspecify.annotations.NullMarked;
