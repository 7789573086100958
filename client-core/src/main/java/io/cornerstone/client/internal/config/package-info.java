/** Files with settings. */
@NullMarked
package io.cornerstone.client.internal.config;

import org.jspecify.annotations.NullMarked;
