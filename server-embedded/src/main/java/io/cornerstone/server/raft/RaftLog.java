package io.cornerstone.server.raft;

import io.cornerstone.server.env.Invariant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The replicated log as far as it is in memory, and the marks on it:
 *
 * <pre>
 *   base.index  &lt;=  commitIndex  &lt;=  lastIndex,  base.index  &lt;=  handedOutIndex
 *   base.index  &lt;=  writtenIndex  &lt;=  lastIndex
 * </pre>
 *
 * {@code base} is the position right before the first entry: the end of a snapshot, or where the
 * log was compacted to. Written means given to the shell to write; durable means that the shell has
 * reported it synced. The leader commits what a quorum has on disk, so its commit index may be
 * ahead of its own durable index. After a restart the state machine may be ahead of the commit
 * index and even of the log's end, and then so is {@code handedOutIndex}; what the log holds
 * between the two may differ from what was applied, until the leader has repaired it.
 */
final class RaftLog {
  private LogPosition base;
  private EntryRing entries;
  private long commitIndex;
  private long handedOutIndex; // Committed entries up to here went to the state machine.
  private long writtenIndex;
  private long durableIndex; // Everything up to here survives a crash of this member.
  private long uncommittedBytes; // What the entries after commitIndex weigh.
  // CONFIG entries whose effect is not in force here: not applied, or not reported as applied.
  private final NavigableSet<Long> unappliedConfigs = new TreeSet<>();

  RaftLog(LogPosition base, List<Entry> tail, long commitIndex, long appliedIndex) {
    this.base = base;
    this.entries = new EntryRing(base.index() + 1);
    for (Entry entry : tail) {
      Invariant.check(entry.term() >= lastTerm(), "terms fall at index %d", entry.index());
      add(entry);
    }
    unappliedConfigs.headSet(appliedIndex, true).clear();
    this.commitIndex = base.index();
    raiseCommit(Math.min(Math.max(commitIndex, commitKnownByConfigs()), lastIndex()));
    Invariant.check(
        appliedIndex >= base.index(),
        "the state machine is at index %d, the log begins after %d",
        appliedIndex,
        base.index());
    this.handedOutIndex = appliedIndex;
    this.writtenIndex = lastIndex();
    this.durableIndex = lastIndex();
  }

  /**
   * A leader appends a change of the configuration only after it has applied the one before. So of
   * several that are not applied here, all but the last are committed, even if the record of the
   * commit index was lost.
   */
  private long commitKnownByConfigs() {
    if (unappliedConfigs.size() < 2) {
      return 0;
    }
    return Objects.requireNonNull(unappliedConfigs.lower(unappliedConfigs.last()));
  }

  long firstIndex() {
    return base.index() + 1;
  }

  long lastIndex() {
    return entries.endIndex() - 1;
  }

  long commitIndex() {
    return commitIndex;
  }

  long handedOutIndex() {
    return handedOutIndex;
  }

  long durableIndex() {
    return durableIndex;
  }

  long bytes() {
    return entries.bytes();
  }

  LogPosition last() {
    return new LogPosition(lastTerm(), lastIndex());
  }

  boolean hasTermAt(long index) {
    return base.index() <= index && index <= lastIndex();
  }

  /** The term at an index for which {@link #hasTermAt} holds. */
  long termAt(long index) {
    return index == base.index() ? base.term() : entries.get(index).term();
  }

  boolean matches(LogPosition position) {
    return hasTermAt(position.index()) && termAt(position.index()) == position.term();
  }

  /** What the entries weigh that are not known to be committed. */
  long uncommittedBytes() {
    return uncommittedBytes;
  }

  /** Whether a change of the configuration is in the log whose effect is not in force here. */
  boolean hasUnappliedConfig() {
    return !unappliedConfigs.isEmpty();
  }

  /** Whether such a change is even committed: then this member counts by an outdated rule. */
  boolean hasCommittedUnappliedConfig() {
    return !unappliedConfigs.isEmpty() && unappliedConfigs.first() <= commitIndex;
  }

  /**
   * The change at {@code index} is in force.
   *
   * @return false if a snapshot has overtaken the report
   */
  boolean configApplied(long index) {
    if (!unappliedConfigs.contains(index)) {
      return false;
    }
    Invariant.check(
        index == unappliedConfigs.first() && index <= handedOutIndex,
        "change at %d applied, but the next one is at %d, and %d is handed out",
        index,
        unappliedConfigs.first(),
        handedOutIndex);
    unappliedConfigs.remove(index);
    return true;
  }

  /** Adds an entry of the leader's own. */
  void append(Entry entry) {
    add(entry);
  }

  private void add(Entry entry) {
    entries.add(entry);
    uncommittedBytes += EntryRing.weigh(entry);
    if (entry.type() == Entry.Type.CONFIG && entry.index() > handedOutIndex) {
      unappliedConfigs.add(entry.index());
    }
  }

  private void raiseCommit(long index) {
    while (commitIndex < index) {
      commitIndex++;
      uncommittedBytes -= EntryRing.weigh(entries.get(commitIndex));
    }
  }

  /**
   * Takes over a leader's entries, which follow {@code previous}, where the logs agree. Entries
   * that are here already stay, even if the message is old and the log goes on after it; from the
   * first that differs on, the leader's replace ours (Raft paper, 5.3).
   *
   * @return the first index that was replaced; 0 if none was
   */
  long merge(LogPosition previous, List<Entry> incoming) {
    int known = 0;
    while (known < incoming.size() && matches(incoming.get(known).position())) {
      known++;
    }
    if (known == incoming.size()) {
      return 0;
    }
    long from = previous.index() + 1 + known;
    boolean isReplacing = from <= lastIndex();
    if (isReplacing) {
      truncateFrom(from);
    }
    for (int i = known; i < incoming.size(); i++) {
      add(incoming.get(i));
    }
    return isReplacing ? from : 0;
  }

  /** Raises the commit index; it never falls. */
  void commitTo(long index) {
    Invariant.check(
        index <= lastIndex(),
        "commit index %d is after the last entry %d: acknowledged entries are gone from this disk",
        index,
        lastIndex());
    raiseCommit(index);
  }

  /** The latest committed position up to {@code index}; the beginning if it is compacted. */
  LogPosition committedUpTo(long index) {
    long known = Math.min(index, commitIndex);
    return hasTermAt(known) ? new LogPosition(termAt(known), known) : LogPosition.ZERO;
  }

  /** Somebody knows {@code position} to be committed; if this log holds it, so does it here. */
  void learnCommitted(LogPosition position) {
    if (position.index() > commitIndex && matches(position)) {
      commitTo(position.index());
    }
  }

  /** Forgets everything and begins after a snapshot. */
  void restore(LogPosition snapshotLast) {
    Invariant.check(
        snapshotLast.index() > commitIndex,
        "snapshot at %d would undo commit index %d",
        snapshotLast.index(),
        commitIndex);
    base = snapshotLast;
    entries = new EntryRing(base.index() + 1);
    commitIndex = base.index();
    handedOutIndex = Math.max(handedOutIndex, base.index());
    uncommittedBytes = 0;
    unappliedConfigs.clear();
    writtenIndex = base.index(); // The snapshot itself stands for it.
    durableIndex = Math.min(durableIndex, base.index() - 1); // Until it is reported.
  }

  /**
   * Drops the entries up to {@code index} from memory. A state machine that was ahead of the log
   * when the member started may ask for more than is committed here and given out to be written;
   * that much has to wait.
   */
  void compact(long index) {
    Invariant.check(
        index <= handedOutIndex,
        "compaction to %d, but only %d is committed and handed out",
        index,
        handedOutIndex);
    long target = Math.min(index, Math.min(commitIndex, writtenIndex));
    if (target > base.index()) {
      base = new LogPosition(termAt(target), target);
      entries.removeUntil(target + 1);
    }
  }

  /**
   * Everything written up to {@code position} is durable. The report may be late: if the log was
   * cut meanwhile, the position is not in it any more and says nothing about what replaced it.
   */
  void persisted(LogPosition position) {
    if (matches(position)) {
      durableIndex = Math.max(durableIndex, position.index());
    }
  }

  boolean hasUnwritten() {
    return writtenIndex < lastIndex();
  }

  List<Entry> takeUnwritten() {
    List<Entry> unwritten = entries.slice(writtenIndex + 1, lastIndex() + 1);
    writtenIndex = lastIndex();
    return unwritten;
  }

  boolean hasCommitted() {
    return handedOutIndex < commitIndex;
  }

  /** The next committed entries for the state machine, of about {@code bytesMax} at most. */
  List<Entry> takeCommitted(long bytesMax) {
    if (!hasCommitted()) {
      return List.of();
    }
    List<Entry> committed = slice(handedOutIndex + 1, commitIndex + 1, bytesMax);
    handedOutIndex += committed.size();
    return committed;
  }

  /**
   * Entries from {@code from} on, before {@code until}: as many as weigh bytesMax, at least one.
   */
  List<Entry> slice(long from, long until, long bytesMax) {
    long end = from;
    long bytes = 0;
    while (end < until) {
      bytes += EntryRing.weigh(entries.get(end));
      if (bytes > bytesMax && end > from) {
        break;
      }
      end++;
    }
    return entries.slice(from, end);
  }

  /**
   * The highest position at or below {@code limit.index} whose term is not above {@code
   * limit.term}: where a log that ends at {@code limit} may agree with this one. Skips a whole term
   * in one step, so that a follower is repaired in one exchange per term (Raft paper, 5.3).
   *
   * @return null if it lies before what is left of this log
   */
  @Nullable LogPosition latestAgreement(LogPosition limit) {
    long low = base.index();
    long high = Math.min(limit.index(), lastIndex());
    if (high < low || termAt(low) > limit.term()) {
      return null;
    }
    while (low < high) { // Terms never fall along the log; termAt(low) <= limit.term, always.
      long middle = low + (high - low + 1) / 2;
      if (termAt(middle) <= limit.term()) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return new LogPosition(termAt(low), low);
  }

  private long lastTerm() {
    return termAt(lastIndex());
  }

  private void truncateFrom(long index) {
    Invariant.check(
        index > commitIndex, "entry %d is committed up to %d and must stay", index, commitIndex);
    for (long gone = index; gone <= lastIndex(); gone++) {
      uncommittedBytes -= EntryRing.weigh(entries.get(gone));
    }
    entries.removeFrom(index);
    unappliedConfigs.tailSet(index, true).clear();
    writtenIndex = Math.min(writtenIndex, index - 1);
    durableIndex = Math.min(durableIndex, index - 1);
  }
}
