package io.cornerstone.client.maintenance;

import java.nio.file.Path;

/**
 * A snapshot was written and checked.
 *
 * @param file where it is
 * @param sizeBytes its size, the checksum at its end included
 * @param sha256 the checksum of the data, in lower-case hexadecimal
 * @param version the storage version of the member; empty before 3.6
 */
public record SnapshotResult(Path file, long sizeBytes, String sha256, String version) {}
