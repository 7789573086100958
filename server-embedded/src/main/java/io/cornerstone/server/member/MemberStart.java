package io.cornerstone.server.member;

import java.nio.file.Path;

/**
 * Where a member's data is, and what it has to be.
 *
 * @param founding the cluster as configured; what a fresh directory is made from
 * @param mayFound whether a fresh directory may be made at all
 * @param mustMatch whether data that is there must be of that cluster and member
 */
public record MemberStart(Path dataDir, Founding founding, boolean mayFound, boolean mustMatch) {}
