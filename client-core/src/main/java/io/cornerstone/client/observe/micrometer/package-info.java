/**
 * Metrics of a client for Micrometer. The one package that needs {@code micrometer-core}, which is
 * an optional dependency: who uses it adds it.
 */
@NullMarked
package io.cornerstone.client.observe.micrometer;

import org.jspecify.annotations.NullMarked;
