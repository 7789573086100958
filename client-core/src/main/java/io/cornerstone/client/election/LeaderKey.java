package io.cornerstone.client.election;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.lease.LeaseId;

/**
 * A won election.
 *
 * @param name of the election
 * @param key the leader's key: it exists as long as the leader leads
 * @param revision the create revision of the key: a fencing token
 * @param lease whose end ends the leadership
 */
public record LeaderKey(Bytes name, Bytes key, long revision, LeaseId lease) {}
