/** Members and connections that misbehave as they are told. */
@NullMarked
package io.cornerstone.client.fake;

import org.jspecify.annotations.NullMarked;
