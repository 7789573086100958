package io.cornerstone.server.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Channel;
import io.grpc.Metadata;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a member talks to: the other members as far as it has applied who they are, and strangers. A
 * stranger is somebody of the same cluster who called first and said where it can be reached: a
 * member whose addition has not been applied here yet. It may hold what is needed to apply it, or
 * need this member's vote, so it gets its answers. Any thread.
 */
final class PeerTable {
  private static final Logger log = LoggerFactory.getLogger(PeerTable.class);
  private static final int STRANGERS_MAX = 16;

  /** What a caller is to this member. */
  enum Standing {
    MEMBER,
    STRANGER,
    /** Was a member once; not any more, nor ever again. */
    REMOVED
  }

  /** One peer: messages go over the link, everything else makes calls on the channel. */
  private record Peer(List<URI> urls, boolean isStranger, PeerChannel channel, PeerLink link) {}

  /** Makes the links of a network that has started. */
  private record Links(
      PeerChannel.Surroundings surroundings, PeerHandler handler, LongFunction<Metadata> headers) {
    Peer to(long member, List<URI> urls, boolean isStranger) {
      final PeerChannel channel = new PeerChannel(surroundings, urls, () -> headers.apply(member));
      final PeerLink link = new PeerLink(member, channel, surroundings, handler);
      surroundings.meter().known(member, true);
      return new Peer(urls, isStranger, channel, link);
    }
  }

  private final Object lock = new Object();

  @GuardedBy("lock")
  private @Nullable Links links; // Null before the start.

  @GuardedBy("lock")
  private boolean isClosed;

  @GuardedBy("lock")
  private SortedMap<Long, List<URI>> members;

  private volatile List<String> ownUrls;
  private volatile Set<Long> removed = Set.of();
  private volatile NavigableMap<Long, Peer> peers = Collections.emptyNavigableMap();

  PeerTable(List<String> ownUrls, SortedMap<Long, List<URI>> members) {
    this.ownUrls = List.copyOf(ownUrls);
    this.members = new TreeMap<>(members);
  }

  /**
   * Begins to connect.
   *
   * @param headers what goes with calls to a member
   */
  void start(
      PeerChannel.Surroundings surroundings, PeerHandler handler, LongFunction<Metadata> headers) {
    synchronized (lock) {
      links = new Links(surroundings, handler, headers);
    }
    reconcile();
  }

  /** The members are these from now on. */
  void update(List<String> own, SortedMap<Long, List<URI>> others, Set<Long> removedIds) {
    synchronized (lock) {
      members = new TreeMap<>(others);
    }
    removed = Set.copyOf(removedIds);
    if (!own.isEmpty()) {
      ownUrls = List.copyOf(own);
    }
    reconcile();
  }

  /** Where this member can be reached, as the others are told. */
  List<String> ownUrls() {
    return ownUrls;
  }

  Standing standing(long member) {
    if (removed.contains(member)) {
      return Standing.REMOVED;
    }
    synchronized (lock) {
      return members.containsKey(member) ? Standing.MEMBER : Standing.STRANGER;
    }
  }

  /** Remembers where a stranger can be reached; false if there are too many of them. */
  boolean meet(long stranger, List<URI> urls) {
    Peer next = null;
    Peer before = null;
    synchronized (lock) {
      if (links == null || isClosed || urls.isEmpty()) {
        return false;
      }
      before = peers.get(stranger);
      if (before != null && before.urls().equals(urls)) {
        return true;
      }
      final long known = peers.values().stream().filter(Peer::isStranger).count();
      if (before == null && known >= STRANGERS_MAX) {
        return false;
      }
      next = links.to(stranger, urls, true);
      final NavigableMap<Long, Peer> all = new TreeMap<>(peers);
      all.put(stranger, next);
      peers = all;
    }
    log.info("peer introduces itself: peer={} urls={}", Long.toHexString(stranger), urls);
    if (before != null) {
      before.link().close();
    }
    next.link().start();
    return true;
  }

  @Nullable PeerLink link(long member) {
    final Peer peer = peers.get(member);
    return peer == null ? null : peer.link();
  }

  @Nullable Channel channel(long member) {
    final Peer peer = peers.get(member);
    return peer == null ? null : peer.channel().current();
  }

  /** The channels of those with whom messages are exchanged now. */
  SortedMap<Long, Channel> connected() {
    final SortedMap<Long, Channel> channels = new TreeMap<>();
    peers.forEach(
        (member, peer) -> {
          if (peer.link().isOpen()) {
            channels.put(member, peer.channel().current());
          }
        });
    return channels;
  }

  void close() {
    final List<Peer> all;
    synchronized (lock) {
      isClosed = true;
      all = List.copyOf(peers.values());
    }
    all.forEach(peer -> peer.link().close());
  }

  /** Opens what is missing and closes what is not wanted any more, or leads elsewhere. */
  private void reconcile() {
    final List<PeerLink> opened = new ArrayList<>();
    final List<Runnable> endings = new ArrayList<>();
    synchronized (lock) {
      final Links maker = links;
      if (maker == null || isClosed) {
        return;
      }
      final NavigableMap<Long, Peer> next = new TreeMap<>();
      for (Map.Entry<Long, Peer> entry : peers.entrySet()) {
        if (mayStay(entry.getKey(), entry.getValue())) {
          next.put(entry.getKey(), entry.getValue());
        } else {
          final PeerLink link = entry.getValue().link();
          maker.surroundings().meter().known(entry.getKey(), false);
          endings.add(removed.contains(entry.getKey()) ? link::finish : link::close);
        }
      }
      members.forEach(
          (member, urls) -> {
            final Peer before = next.get(member);
            if (before != null) { // No stranger any more, if it was one.
              next.put(member, new Peer(urls, false, before.channel(), before.link()));
            } else if (!urls.isEmpty()) {
              final Peer peer = maker.to(member, urls, false);
              next.put(member, peer);
              opened.add(peer.link());
            }
          });
      peers = next;
    }
    endings.forEach(Runnable::run);
    opened.forEach(PeerLink::start);
  }

  @GuardedBy("lock")
  private boolean mayStay(long member, Peer peer) {
    final List<URI> wanted = members.get(member);
    return wanted == null
        ? peer.isStranger() && !removed.contains(member)
        : wanted.equals(peer.urls());
  }
}
