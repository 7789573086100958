package io.cornerstone.client.maintenance;

import io.cornerstone.client.Header;

/**
 * A step of a downgrade was accepted.
 *
 * @param header of the answer
 * @param version the version of the cluster at the moment
 */
public record DowngradeResult(Header header, String version) {}
