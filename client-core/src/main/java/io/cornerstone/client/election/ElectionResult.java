package io.cornerstone.client.election;

import io.cornerstone.client.Header;

/**
 * It was done.
 *
 * @param header of the answer
 */
public record ElectionResult(Header header) {}
