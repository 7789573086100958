package io.cornerstone.server.member;

import io.cornerstone.server.peer.PeerNetwork;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Since when each of the other members can be reached, as far as one can tell at each tick. The
 * raft thread looks, any thread may ask.
 */
final class Connections {
  private final PeerNetwork peers;
  private final long self;
  private final ConcurrentMap<Long, Long> sinceNanos = new ConcurrentHashMap<>();

  Connections(PeerNetwork peers, long self) {
    this.peers = peers;
    this.self = self;
  }

  void tick(Set<Long> members, long nowNanos) {
    sinceNanos.keySet().retainAll(members);
    for (long member : members) {
      if (member == self) {
        continue;
      }
      if (peers.isConnected(member)) {
        sinceNanos.putIfAbsent(member, nowNanos);
      } else {
        sinceNanos.remove(member);
      }
    }
  }

  boolean isConnected(long member) {
    return member == self || sinceNanos.containsKey(member);
  }

  /** How many of these, this member itself always among them, were reached all this time. */
  long count(Collection<Long> members, Duration atLeast, long nowNanos) {
    return members.stream()
        .filter(member -> member == self || isOlder(member, atLeast, nowNanos))
        .count();
  }

  private boolean isOlder(long member, Duration atLeast, long nowNanos) {
    final Long since = sinceNanos.get(member);
    return since != null && nowNanos - since >= atLeast.toNanos();
  }

  /** Who of these has been reached for the longest time. */
  Optional<Long> longestConnected(Collection<Long> members) {
    return members.stream()
        .filter(member -> member != self && sinceNanos.containsKey(member))
        .min(
            Comparator.<Long>comparingLong(
                    member -> sinceNanos.getOrDefault(member, Long.MAX_VALUE))
                .thenComparing(Comparator.naturalOrder()));
  }
}
