package io.cornerstone.server.member;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.apply.Applier;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.ClusterConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from a change of the members once it is applied: the ways to peers, who counts in
 * consensus, and the end of a member that was removed. Apply thread, where not said otherwise.
 */
final class MembershipDuty {
  private static final Logger log = LoggerFactory.getLogger(MembershipDuty.class);

  /** A removed member stays for so long, as its callers and the other members wait for answers. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final MemberContext context;
  private final long self;
  private final PeerNetwork peers;
  private final RaftLoop raft;
  private final AtomicBoolean isLeaving = new AtomicBoolean();

  MembershipDuty(MemberContext context, long self, PeerNetwork peers, RaftLoop raft) {
    this.context = context;
    this.self = self;
    this.peers = peers;
    this.raft = raft;
  }

  /**
   * The entry at {@code index} was applied, and changed the members or was refused.
   *
   * @param answer tells the caller, once the change is in force here
   */
  void applied(long index, StateMachine stateMachine, Runnable answer) {
    membersAre(stateMachine.applier()); // First: consensus talks to a new member at once.
    final ClusterConfig next = stateMachine.config();
    raft.configApplied(index, current -> next, answer);
  }

  /** The entry at {@code index} was the leader's own that leaves a joint configuration. */
  void leftJoint(long index) {
    raft.configApplied(index, ClusterConfig::leaveJoint, () -> {});
  }

  /** The members are these now, by a change or a snapshot, or since the start. */
  void membersAre(Applier applier) {
    if (applier.removedMembers().contains(self)) {
      leave();
      return; // With all ways open: the others may still need to hear of it.
    }
    final TreeMap<Long, List<URI>> others = new TreeMap<>();
    List<String> own = List.of();
    for (Member member : applier.members()) {
      if (member.getID() == self) {
        own = member.getPeerURLsList();
      } else {
        others.put(member.getID(), usableUrls(member));
      }
    }
    peers.update(own, others, applier.removedMembers());
  }

  /** This member has applied its own removal, or others have told it. Any thread. */
  void leave() {
    if (isLeaving.compareAndSet(false, true)) {
      log.info("member is removed: member={}", Long.toHexString(self));
      raft.schedule(LINGER, () -> context.fail(new MemberRemovedException(self)));
    }
  }

  /** Peer URLs of an update are taken as they come; those that are none lead nowhere. */
  static List<URI> usableUrls(Member member) {
    final List<URI> urls = new ArrayList<>();
    for (String text : member.getPeerURLsList()) {
      try {
        final URI url = new URI(text);
        if (url.getHost() != null && url.getPort() > 0) {
          urls.add(url);
        }
      } catch (URISyntaxException e) {
        log.warn(
            "peer URL is not usable: member={} url={}", Long.toHexString(member.getID()), text);
      }
    }
    return urls;
  }
}
