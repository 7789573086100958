/**
 * Spans of a client's calls for OpenTelemetry. The one package that needs {@code
 * opentelemetry-api}, which is an optional dependency: who uses it adds it.
 */
@NullMarked
package io.cornerstone.client.observe.opentelemetry;

import org.jspecify.annotations.NullMarked;
