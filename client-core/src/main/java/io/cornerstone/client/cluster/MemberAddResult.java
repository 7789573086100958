package io.cornerstone.client.cluster;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * A member was added.
 *
 * @param header of the answer; etcd leaves its revision out
 * @param member the new one; its name and client URLs are empty until it has started
 * @param members all of them, the new one included
 */
public record MemberAddResult(Header header, Member member, List<Member> members) {}
