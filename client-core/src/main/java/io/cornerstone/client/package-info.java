/**
 * The front door of the client: how to connect, what a failure looks like, and the values that all
 * parts share.
 */
@NullMarked
package io.cornerstone.client;

import org.jspecify.annotations.NullMarked;
