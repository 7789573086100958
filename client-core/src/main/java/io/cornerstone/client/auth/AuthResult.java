package io.cornerstone.client.auth;

import io.cornerstone.client.Header;

/**
 * It was done.
 *
 * @param header of the answer
 */
public record AuthResult(Header header) {}
