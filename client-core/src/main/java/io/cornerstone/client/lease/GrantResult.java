package io.cornerstone.client.lease;

import io.cornerstone.client.Header;
import java.time.Duration;

/**
 * The answer to a grant.
 *
 * @param header of the answer
 * @param id the lease
 * @param ttl the TTL that the server granted
 */
public record GrantResult(Header header, LeaseId id, Duration ttl) {}
