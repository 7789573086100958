package io.cornerstone.client.maintenance;

import io.cornerstone.client.Header;

/**
 * A hash of a member's data, to compare with that of other members.
 *
 * @param header of the answer; its member id tells whose data they are
 * @param hash an unsigned number of 32 bits. Equal only among members of one implementation
 * @param compactRevision hashes are comparable only where this is equal
 * @param hashRevision up to which revision was hashed; 0 for members before 3.6
 */
public record HashResult(Header header, long hash, long compactRevision, long hashRevision) {}
