package io.cornerstone.server.peer;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who a member is among its peers.
 *
 * @param peerUrls where the other members are, by member id
 */
public record PeerIdentity(
    String name, long clusterId, long memberId, SortedMap<Long, List<URI>> peerUrls) {
  public PeerIdentity(String name, long clusterId, long memberId, Map<Long, List<URI>> peerUrls) {
    this(name, clusterId, memberId, new TreeMap<>(peerUrls));
  }
}
