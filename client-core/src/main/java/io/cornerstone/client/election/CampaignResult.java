package io.cornerstone.client.election;

import io.cornerstone.client.Header;

/**
 * The election is won.
 *
 * @param header of the answer
 * @param leader with which to proclaim and resign
 */
public record CampaignResult(Header header, LeaderKey leader) {}
