package io.cornerstone.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Sees all members at once and knows what must hold between them. */
final class SimOracle {
  /** What an entry says, and what it follows: equal wherever term and index are equal. */
  private record Link(long previousTerm, Entry.Type type, ByteString data) {}

  /** Up to where a log was found good. */
  private record Checked(int life, LogPosition last, long commitIndex) {
    static final Checked NOTHING = new Checked(-1, LogPosition.ZERO, 0);
  }

  private record Committed(Entry entry, long inTerm) {}

  private final Map<LogPosition, Link> links = new HashMap<>();
  private final Map<Long, Long> leaders = new HashMap<>(); // By term.
  private final List<Committed> committed = new ArrayList<>(); // Index 1 first.
  private final Map<Long, Checked> checkedByMember = new HashMap<>();
  private final TreeMap<Long, SimConfig> states = new TreeMap<>(); // By index of the change.
  private long checks;

  SimOracle(ClusterConfig config) {
    states.put(0L, SimConfig.of(config));
  }

  /** How far any member has ever known the log to be committed. */
  long committedIndex() {
    return committed.size();
  }

  /** What every state machine must make of the log up to {@code index}. */
  SimConfig stateAt(long index) {
    assertThat(index).as("is committed").isLessThanOrEqualTo(committedIndex());
    return Objects.requireNonNull(states.floorEntry(index)).getValue();
  }

  SimConfig latestState() {
    return Objects.requireNonNull(states.lastEntry()).getValue();
  }

  long changes() {
    return states.size() - 1L;
  }

  long termOfCommitted(long index) {
    return index == 0 ? 0 : committed.get((int) index - 1).entry().term();
  }

  /**
   * After every event, for the member that it touched. What was found good before is looked at
   * again only now and then, or if the log was cut: a log of a thousand entries would cost too
   * much.
   */
  void check(SimMember member, Collection<SimMember> all) {
    RaftCore core = member.core();
    RaftLog log = core.log();
    Checked checked = checkedByMember.getOrDefault(member.id(), Checked.NOTHING);
    boolean isWhole = ++checks % 64 == 0 || checked.life() != member.life();
    boolean isUncut = !isWhole && log.matches(checked.last());
    checkLogMatching(log, isUncut ? checked.last().index() + 1 : 0);
    checkCommitted(member, core, all, isUncut ? checked.commitIndex() + 1 : 0);
    if (core.status().role() == Role.LEADER) {
      checkLeader(core, all);
    }
    checkedByMember.put(member.id(), new Checked(member.life(), log.last(), log.commitIndex()));
  }

  /**
   * What a sole voter did in a term that its disk has not heard of has left no trace anywhere (see
   * {@link SimDisk#backs}), and it may lead that term again.
   */
  void crashed(SimDisk disk, ClusterConfig config) {
    if (config.voters().size() == 1) {
      links.keySet().removeIf(position -> position.term() > disk.term());
    }
  }

  /** A state machine has been handed {@code entry} as its next one. */
  void checkApplied(SimMember member, Entry entry) {
    if (entry.index() != member.applied() + 1) {
      throw new AssertionError(
          "member " + member.id() + " applies " + entry + " after " + member.applied());
    }
    // The commit is noted only after the event; what is known already must be the same.
    if (entry.index() <= committed.size()) {
      assertThat(entry)
          .as("member %d applies what was committed", member.id())
          .isEqualTo(committed.get((int) entry.index() - 1).entry());
    }
  }

  private void checkLogMatching(RaftLog log, long from) {
    for (long index = Math.max(from, log.firstIndex()); index <= log.lastIndex(); index++) {
      Entry entry = log.slice(index, index + 1, 0).get(0);
      Link link = new Link(log.termAt(index - 1), entry.type(), entry.data());
      Link known = links.putIfAbsent(entry.position(), link);
      if (known != null && !known.equals(link)) {
        assertThat(link).as("log matching at %s", entry.position()).isEqualTo(known);
      }
    }
  }

  private void checkCommitted(
      SimMember member, RaftCore core, Collection<SimMember> all, long from) {
    RaftLog log = core.log();
    long commitIndex = log.commitIndex();
    for (long index = Math.max(from, log.firstIndex()); index <= commitIndex; index++) {
      Entry entry = log.slice(index, index + 1, 0).get(0);
      if (index > committed.size()) {
        assertThat(index).as("commits have no gap").isEqualTo(committed.size() + 1L);
        committed.add(new Committed(entry, core.term()));
        noteChange(entry);
        checkOnQuorum(entry, core.config(), all);
        checkOwnTerm(core);
      } else if (!committed.get((int) index - 1).entry().equals(entry)) {
        assertThat(entry)
            .as("member %d has another committed entry", member.id())
            .isEqualTo(committed.get((int) index - 1).entry());
      }
    }
    if (commitIndex > committedIndex()
        || log.termAt(log.firstIndex() - 1) != termOfCommitted(log.firstIndex() - 1)) {
      throw new AssertionError(
          "the log of member " + member.id() + " begins after what was never committed");
    }
  }

  /** Raft paper, 5.4.2: the first to know of a commit is a leader that counted its own entry. */
  private static void checkOwnTerm(RaftCore core) {
    assertThat(core.log().termAt(core.log().commitIndex()))
        .as("term of the entry that leader %d has counted", core.memberId())
        .isEqualTo(core.term());
  }

  private void noteChange(Entry entry) {
    SimConfig next = latestState().apply(entry);
    if (!next.equals(latestState())) {
      states.put(entry.index(), next);
    }
  }

  /** Learners and those who have left are not counted, whatever they hold. */
  private static void checkOnQuorum(Entry entry, ClusterConfig config, Collection<SimMember> all) {
    assertThat(decide(config, all, m -> m.disk().holds(entry.position())))
        .as("a quorum of %s has %s on disk when it is committed", config, entry.position())
        .isTrue();
  }

  private static boolean decide(
      ClusterConfig config, Collection<SimMember> all, Predicate<SimMember> holds) {
    return isMajority(config.voters(), all, holds)
        && (!config.isJoint() || isMajority(config.outgoing(), all, holds));
  }

  private static boolean isMajority(
      Set<Long> voters, Collection<SimMember> all, Predicate<SimMember> holds) {
    long count = all.stream().filter(m -> voters.contains(m.id())).filter(holds).count();
    return 2 * count > voters.size();
  }

  private void checkLeader(RaftCore core, Collection<SimMember> all) {
    Long known = leaders.putIfAbsent(core.term(), core.memberId());
    if (known != null) {
      assertThat(core.memberId()).as("leader of term %d", core.term()).isEqualTo(known);
      return;
    }
    checkElected(core, all);
    RaftLog log = core.log();
    for (int i = committed.size(); i >= 1; i--) {
      Committed commit = committed.get(i - 1);
      if (i < log.firstIndex()) {
        return; // What is compacted was committed, and compared then.
      }
      if (commit.inTerm() < core.term()) {
        assertThat(log.matches(commit.entry().position()))
            .as("leader %d of term %d has %s", core.memberId(), core.term(), commit.entry())
            .isTrue();
      }
    }
  }

  /** A sole voter may lead before its vote is on disk; all other votes are there first. */
  private static void checkElected(RaftCore core, Collection<SimMember> all) {
    ClusterConfig config = core.config();
    assertThat(config.isVoter(core.memberId())).as("leader %d votes", core.memberId()).isTrue();
    if (config.members().stream().filter(config::isVoter).count() > 1) {
      assertThat(decide(config, all, m -> m.disk().hasVoted(core.term(), core.memberId())))
          .as("a quorum of %s has voted for leader %d", config, core.memberId())
          .isTrue();
    }
  }
}
