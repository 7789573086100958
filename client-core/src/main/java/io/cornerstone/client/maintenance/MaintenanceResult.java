package io.cornerstone.client.maintenance;

import io.cornerstone.client.Header;

/**
 * It was done.
 *
 * @param header of the answer
 */
public record MaintenanceResult(Header header) {}
