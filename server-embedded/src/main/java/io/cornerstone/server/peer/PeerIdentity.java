package io.cornerstone.server.peer;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who a member is among its peers.
 *
 * @param ownUrls where the others reach this member
 * @param peerUrls where the other members are, by member id
 */
public record PeerIdentity(
    String name,
    long clusterId,
    long memberId,
    List<String> ownUrls,
    SortedMap<Long, List<URI>> peerUrls) {
  public PeerIdentity {
    ownUrls = List.copyOf(ownUrls);
  }

  /** A member that others find without being told. */
  public PeerIdentity(String name, long clusterId, long memberId, Map<Long, List<URI>> peerUrls) {
    this(name, clusterId, memberId, List.of(), new TreeMap<>(peerUrls));
  }
}
