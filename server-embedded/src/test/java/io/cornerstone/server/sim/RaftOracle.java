package io.cornerstone.server.sim;

import io.cornerstone.server.member.MemberProbe;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.raft.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The invariants of consensus (Raft paper, figure 3): one leader per term, logs with an equal entry
 * are equal before it, and what is committed stays and is in every later leader's log. Votes and
 * terms never go back, over restarts either.
 */
final class RaftOracle {
  private final SimWorld world;
  private final Map<Long, Long> leaderOfTerm = new HashMap<>();
  private final Map<LogPosition, Long> termBefore = new HashMap<>();
  private final TreeMap<Long, Long> committed = new TreeMap<>();
  private final Map<Long, RaftStatus> last = new HashMap<>();
  private final Map<Long, Long> lastTerms = new HashMap<>();
  private final Map<Long, Long> promisedTerms = new HashMap<>();

  RaftOracle(SimWorld world) {
    this.world = world;
  }

  /** A term may get lost that was never synced; not one in which others were promised anything. */
  void started(SimMember member) {
    last.remove(member.id());
    final long promised = promisedTerms.getOrDefault(member.id(), 0L);
    lastTerms.put(member.id(), promised);
    forgetTermsNobodyHeardOf(member, promised);
  }

  /** A sole voter leads before that is on its disk, and may lead in the same term once more. */
  private void forgetTermsNobodyHeardOf(SimMember leader, long promised) {
    final Set<Long> unheard = new HashSet<>();
    leaderOfTerm.forEach(
        (term, member) -> {
          if (member == leader.id() && term > promised) {
            unheard.add(term);
          }
        });
    if (!unheard.isEmpty()) {
      leaderOfTerm.keySet().removeAll(unheard);
      termBefore.keySet().removeIf(position -> unheard.contains(position.term()));
    }
  }

  /** A member lets go of a message. */
  void sent(long member, Message message) {
    final boolean isPromise =
        message instanceof Message.VoteRequest
            || (message instanceof Message.VoteResponse vote && vote.granted())
            || message instanceof Message.AppendAccepted
            || message instanceof Message.AppendRequest;
    if (isPromise) {
      promisedTerms.merge(member, message.term(), Math::max);
    }
  }

  void check(SimMember member, MemberProbe probe) {
    final RaftStatus now = probe.status();
    final RaftStatus before = last.put(member.id(), now);
    if (!now.equals(before)) {
      checkTerm(member, now);
      checkLog(member, probe, now);
      checkCommitted(member, probe, now, before == null ? 0 : before.commitIndex());
    }
  }

  private void checkTerm(SimMember member, RaftStatus now) {
    final long lastTerm = lastTerms.merge(member.id(), 0L, Math::max);
    world.check(
        now.term() >= lastTerm, "%s: term %d after %d", member.name(), now.term(), lastTerm);
    lastTerms.put(member.id(), now.term());
    if (now.role() == Role.LEADER) {
      final Long known = leaderOfTerm.putIfAbsent(now.term(), member.id());
      if (known == null) {
        world.trace("%s leads in term %d", member.name(), now.term());
      }
      world.check(
          known == null || known == member.id(),
          "%s is the second leader of term %d",
          member.name(),
          now.term());
    }
  }

  /** New entries, from the last one back to one that is known. */
  private void checkLog(SimMember member, MemberProbe probe, RaftStatus now) {
    for (long index = now.lastIndex(); index >= probe.firstIndex(); index--) {
      final long before = probe.termAt(index - 1);
      final LogPosition position = new LogPosition(probe.termAt(index), index);
      final Long known = termBefore.putIfAbsent(position, before);
      if (known != null) {
        world.check(
            known == before,
            "%s has term %d before %s, others have %d",
            member.name(),
            before,
            position,
            known);
        return;
      }
    }
  }

  private void checkCommitted(SimMember member, MemberProbe probe, RaftStatus now, long before) {
    final long first = Math.max(before + 1, probe.firstIndex());
    for (long index = first; index <= now.commitIndex(); index++) {
      final long term = probe.termAt(index);
      final Long known = committed.putIfAbsent(index, term);
      world.check(
          known == null || known == term,
          "%s committed term %d at %d, others term %d",
          member.name(),
          term,
          index,
          known);
    }
    if (now.role() == Role.LEADER && !committed.isEmpty()) {
      checkLeader(member, probe, now);
    }
  }

  private void checkLeader(SimMember member, MemberProbe probe, RaftStatus now) {
    final long index = committed.lastKey();
    final long term = committed.lastEntry().getValue();
    if (term < now.term() && index >= probe.firstIndex()) {
      world.check(
          index <= now.lastIndex() && probe.termAt(index) == term,
          "%s leads in term %d without the committed entry %d of term %d",
          member.name(),
          now.term(),
          index,
          term);
    }
  }
}
