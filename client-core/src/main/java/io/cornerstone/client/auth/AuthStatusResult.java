package io.cornerstone.client.auth;

import io.cornerstone.client.Header;

/**
 * Whether access is controlled.
 *
 * @param header of the answer
 * @param isEnabled whether it is
 * @param authRevision grows with every change of users, roles and permissions
 */
public record AuthStatusResult(Header header, boolean isEnabled, long authRevision) {}
