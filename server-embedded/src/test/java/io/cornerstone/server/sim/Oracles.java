package io.cornerstone.server.sim;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.Member;
import io.cornerstone.server.member.MemberProbe;
import io.cornerstone.server.member.RunningMember;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold after every event, as seen from inside the members. Each check looks only at what
 * changed since the last one, so that it costs little.
 */
final class Oracles {
  private static final int HISTORY_STEP = 1000;

  /** The state at an applied index, save the keys, which the ledger compares. */
  private record State(
      long revision, long compactRevision, List<Long> leases, List<Member> members) {}

  /** How far a member has been looked at. */
  private static final class Seen {
    long revision;
    long applied;
  }

  private final SimWorld world;
  private final Ledger ledger;
  private final RaftOracle raft;
  private final Map<Long, State> states = new HashMap<>();
  private final Map<String, Seen> seen = new HashMap<>();
  private final Set<Long> everMembers = new HashSet<>(); // Looked up only.
  private List<Member> members = List.of();
  private long membersIndex;

  Oracles(SimWorld world) {
    this.world = world;
    this.ledger = new Ledger(world);
    this.raft = new RaftOracle(world);
  }

  Ledger ledger() {
    return ledger;
  }

  /** The cluster begins with these. */
  void founded(List<Member> founders) {
    members = List.copyOf(founders);
    founders.forEach(founder -> everMembers.add(founder.getID()));
  }

  /** Who is in the cluster, by the newest state that any member has applied. */
  List<Member> members() {
    return members;
  }

  /** Whether a member has left the cluster, as somebody has applied. */
  boolean isRemoved(long member) {
    return everMembers.contains(member) && members.stream().noneMatch(m -> m.getID() == member);
  }

  /** Whether somebody has applied that this member was added. */
  boolean wasAdded(long member) {
    return everMembers.contains(member);
  }

  /** A process has opened its data: all of it is looked at. */
  void started(SimMember member) {
    seen.put(member.name(), new Seen());
    raft.started(member);
    check(member);
  }

  /** A member lets go of a message. */
  void sent(long member, Message message) {
    raft.sent(member, message);
  }

  void ended(SimMember member) {
    seen.remove(member.name());
  }

  /** A process stops in the middle of an event: what it has published in there counts. */
  void stops(SimMember member) {
    final SimMember.Life life = member.life();
    final Seen before = seen.get(member.name());
    if (life != null && before != null) {
      checkStore(member, life.probe().store(), before);
    }
  }

  /** A process has done something. */
  void check(SimMember member) {
    final SimMember.Life life = member.life();
    final Seen before = seen.get(member.name());
    if (life == null || before == null) {
      return;
    }
    raft.check(member, life.probe());
    final long applied = life.probe().appliedIndex();
    if (applied != before.applied) {
      world.check(
          applied > before.applied,
          "%s applied %d after %d",
          member.name(),
          applied,
          before.applied);
      before.applied = applied;
      checkStore(member, life.probe().store(), before);
      checkState(member.name(), applied, life.probe());
    }
  }

  /**
   * A damaged copy of a member's disk: it is refused with one line that says where, or what it
   * holds is what everyone has.
   */
  void checkDamaged(SimMember member, SimDisk copy, Path file) {
    final RunningMember opened;
    try {
      opened = member.open(copy);
    } catch (IOException e) {
      final String message = String.valueOf(e.getMessage());
      world.check(
          (message.contains("damage") || message.contains("/data")) && message.indexOf('\n') < 0,
          "unclear refusal: %s",
          message);
      return;
    } catch (RuntimeException e) {
      throw world.failure("a flipped bit in " + file + " does not end in a clear refusal", e);
    }
    try {
      checkStore(member.name() + " damaged in " + file, opened);
    } finally {
      opened.kill();
    }
  }

  /** An oracle that meets damage under a member has found out nothing. */
  private void checkStore(SimMember member, MvccStore store, Seen before) {
    try {
      checkStore(member.name(), store, before);
    } catch (UncheckedIOException e) {
      if (!member.isDamaged()) {
        throw e;
      }
      before.revision = store.currentRevision();
    }
  }

  private void checkStore(String name, RunningMember opened) {
    try {
      checkStore(name, new MemberProbe(opened).store(), new Seen());
    } catch (RuntimeException e) {
      world.trace("%s: found when read: %s", name, e.getMessage());
    }
  }

  private void checkStore(String name, MvccStore store, Seen before) {
    final long current = store.currentRevision();
    world.check(
        current >= before.revision, "%s: revision %d after %d", name, current, before.revision);
    long from = Math.max(before.revision + 1, Math.max(2, store.compactRevision()));
    while (from <= current) {
      from = checkRevisions(name, store, from, current) + 1;
    }
    before.revision = current;
  }

  private long checkRevisions(String name, MvccStore store, long from, long until) {
    final List<Event> events = new ArrayList<>();
    final long last = store.history(from, until, HISTORY_STEP, events::add);
    int next = 0;
    for (long revision = from; revision <= last; revision++) {
      final List<Event> ofRevision = new ArrayList<>();
      while (next < events.size() && events.get(next).getKv().getModRevision() == revision) {
        ofRevision.add(events.get(next++));
      }
      ledger.observe(name, revision, ofRevision);
    }
    world.check(next == events.size(), "%s: events out of order from %d", name, from);
    return last;
  }

  private void checkState(String name, long applied, MemberProbe probe) {
    final MvccStore store = probe.store();
    final State state =
        new State(
            store.currentRevision(), store.compactRevision(), probe.leases(), probe.members());
    if (applied > membersIndex) {
      membersIndex = applied;
      members = state.members();
      members.forEach(member -> everMembers.add(member.getID()));
    }
    final State known = states.putIfAbsent(applied, state);
    world.check(
        known == null || known.equals(state),
        "%s has at index %d\n%s, others have\n%s",
        name,
        applied,
        state,
        known);
  }
}
