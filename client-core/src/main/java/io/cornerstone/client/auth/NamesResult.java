package io.cornerstone.client.auth;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * Names of users or of roles.
 *
 * @param header of the answer
 * @param names as the server orders them
 */
public record NamesResult(Header header, List<String> names) {}
