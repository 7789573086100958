package io.cornerstone.client.cluster;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * The members of the cluster.
 *
 * @param header of the answer; etcd leaves its revision out
 * @param members all of them
 */
public record MemberListResult(Header header, List<Member> members) {}
