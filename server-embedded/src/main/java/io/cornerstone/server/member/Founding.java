package io.cornerstone.server.member;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.wal.Wal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A cluster at its beginning, as each of its founders computes it: the ids follow from the
 * configuration alone, so that the founders need not talk to agree on them.
 *
 * @param identity the founder that computes, and the cluster
 * @param members all founders, in order of id
 */
public record Founding(Wal.Metadata identity, List<Member> members) {
  public Founding {
    members = List.copyOf(members);
  }

  /**
   * @param self the name of the founder that computes; must be in {@code peerUrls}
   * @param peerUrls the founders, name to peer URLs
   * @param token sets clusters with equal URLs apart
   * @throws IllegalArgumentException if two founders have the same URLs
   */
  public static Founding of(String self, Map<String, List<String>> peerUrls, String token) {
    final List<Member> members = new ArrayList<>();
    long selfId = 0;
    for (Map.Entry<String, List<String>> founder : peerUrls.entrySet()) {
      final long id = memberId(founder.getValue(), token);
      members.add(
          Member.newBuilder()
              .setID(id)
              .setName(founder.getKey())
              .addAllPeerURLs(founder.getValue().stream().sorted().toList())
              .build());
      if (founder.getKey().equals(self)) {
        selfId = id;
      }
    }
    members.sort(Comparator.comparing(Member::getID, Long::compareUnsigned));
    checkDistinct(members);
    final long clusterId = clusterId(members.stream().map(Member::getID).toList());
    return new Founding(new Wal.Metadata(clusterId, selfId), members);
  }

  /** First 8 bytes of SHA-1 over the sorted URLs, joined, and the token. */
  static long memberId(Collection<String> peerUrls, String token) {
    final StringBuilder text = new StringBuilder();
    peerUrls.stream().sorted().forEach(text::append);
    return firstBytes(text.append(token).toString().getBytes(StandardCharsets.UTF_8));
  }

  /** First 8 bytes of SHA-1 over the member ids in ascending unsigned order. */
  static long clusterId(Collection<Long> memberIds) {
    final ByteBuffer ids = ByteBuffer.allocate(memberIds.size() * Long.BYTES);
    memberIds.stream().sorted(Long::compareUnsigned).forEach(ids::putLong);
    return firstBytes(ids.array());
  }

  private static void checkDistinct(List<Member> members) {
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i).getID() == members.get(i - 1).getID()) {
        throw new IllegalArgumentException(
            "members "
                + members.get(i - 1).getName()
                + " and "
                + members.get(i).getName()
                + " have the same peer URLs");
      }
    }
  }

  private static long firstBytes(byte[] content) {
    try {
      final byte[] sum = MessageDigest.getInstance("SHA-1").digest(content);
      return ByteBuffer.wrap(Arrays.copyOf(sum, Long.BYTES)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
