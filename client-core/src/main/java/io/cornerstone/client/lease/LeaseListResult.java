package io.cornerstone.client.lease;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * The leases that a member knows.
 *
 * @param header of the answer
 * @param leases their ids
 */
public record LeaseListResult(Header header, List<LeaseId> leases) {}
