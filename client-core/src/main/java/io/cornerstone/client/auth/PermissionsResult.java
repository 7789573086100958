package io.cornerstone.client.auth;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * What a role may do.
 *
 * @param header of the answer
 * @param permissions all of it
 */
public record PermissionsResult(Header header, List<Permission> permissions) {}
