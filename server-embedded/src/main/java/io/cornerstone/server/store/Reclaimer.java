package io.cornerstone.server.store;

import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.mvcc.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gets space back: copies what is alive of a row of sealed segments to one new file, which then
 * takes their place. A row of which nothing is alive becomes a file of a hundred bytes, and joins
 * its neighbours later: the number of files stays bounded.
 *
 * <p>What is dropped here does not come back after a crash. So a revision is dropped only if the
 * commit that its death is part of is durable, and a later durable mark says so; and a segment is
 * only touched if the segment behind the last sealed one is durable with its copy of the small
 * maps. Each change is verified as it is copied, and counted: no segment goes away because of a
 * counter alone.
 *
 * <p>A deletion outlives what it deletes: were it dropped while an older version of its key lies in
 * an earlier segment, that version would be the newest at the next opening, and the key back. Older
 * versions are marked dead first, so an earlier segment without marks has none. A deletion that
 * has to stay is not tried again before the next opening.
 *
 * <p>Writer thread only. Work comes in steps bounded by a number of bytes.
 */
final class Reclaimer {
  /** Puts a new segment into the place of its sources. */
  interface Replacement {
    void replace(List<Segment> sources, Segment target);
  }

  /** So many small neighbours are joined even if nothing in them is dead. */
  private static final int SMALL_NEIGHBOURS = 8;

  private final SegmentFiles files;
  private final SegmentEngine.Options options;
  private final Replacement replacement;
  private @Nullable Job job;

  Reclaimer(SegmentFiles files, SegmentEngine.Options options, Replacement replacement) {
    this.files = files;
    this.options = options;
    this.replacement = replacement;
  }

  /**
   * Does at most about {@code budgetBytes} of work.
   *
   * @param safeNumber the last commit that can never be forgotten any more
   * @return whether more can be done now
   */
  boolean step(Segments now, long safeNumber, long budgetBytes) throws IOException {
    Job current = job;
    if (current == null) {
      List<Segment> row = choose(now, safeNumber);
      if (row.isEmpty()) {
        return false;
      }
      current = new Job(row, hasDeadBefore(now, row.get(0)));
      job = current;
    }
    if (current.copy(budgetBytes)) {
      Segment target = current.finish();
      job = null;
      replacement.replace(current.row, target);
      for (Revision revision : current.lateMarks) {
        target.markDead(revision, current.lateMarkNumber);
      }
    }
    return true;
  }

  private static boolean hasDeadBefore(Segments now, Segment first) {
    return now.sealed().stream().takeWhile(segment -> segment != first).anyMatch(Segment::hasDead);
  }

  /** A revision was marked dead that may be under way to the new file. */
  void markedDead(Segment segment, Revision revision, long commitNumber) {
    Job current = job;
    if (current != null && current.row.contains(segment)) {
      current.late(revision, commitNumber);
    }
  }

  /** Stops; the half-made file is cleared away when the store is opened. */
  void close() {
    if (job != null) {
      job.output.segment().release();
      job = null;
    }
  }

  private List<Segment> choose(Segments now, long safeNumber) {
    List<Segment> row = new ArrayList<>();
    if (now.active().durableEnd() == 0) {
      return row;
    }
    long live = 0;
    for (Segment segment : now.sealed()) {
      long more = segment.liveBytes();
      boolean joins = segment.lastMarkNumber() <= safeNumber && isWorthJoining(segment);
      if (!row.isEmpty() && (!joins || live + more > options.segmentBytes())) {
        if (isWorthwhile(row)) {
          return row;
        }
        row.clear();
        live = 0;
      }
      if (joins) {
        row.add(segment);
        live += more;
      }
    }
    return isWorthwhile(row) ? row : List.of();
  }

  private boolean isWorthJoining(Segment segment) {
    return isSparse(segment) || segment.liveBytes() <= options.segmentBytes() / SMALL_NEIGHBOURS;
  }

  private boolean isWorthwhile(List<Segment> row) {
    return row.size() >= SMALL_NEIGHBOURS || row.stream().anyMatch(this::isSparse);
  }

  private boolean isSparse(Segment segment) {
    return segment.liveBytes() < segment.fileBytes() * options.liveShareMin();
  }

  /** One row on its way to its new file. */
  private final class Job {
    final List<Segment> row;
    final SegmentWriter output;
    final Set<Revision> lateMarks = new TreeSet<>();
    long lateMarkNumber;
    private final SegmentName target;
    private final boolean keepsTombstones;
    private int source;
    private Revision from = new Revision(Long.MIN_VALUE, 0);
    private long seen; // Changes of the current source.

    Job(List<Segment> row, boolean keepsTombstones) throws IOException {
      this.row = List.copyOf(row);
      this.keepsTombstones = keepsTombstones;
      int generation = row.stream().mapToInt(s -> s.name.generation()).max().orElse(0) + 1;
      long last = row.get(row.size() - 1).name.last();
      this.target = new SegmentName(row.get(0).name.first(), last, generation);
      this.output = files.create(target, files.temporaryPath(target));
    }

    void late(Revision revision, long commitNumber) {
      lateMarks.add(revision);
      lateMarkNumber = commitNumber;
    }

    /** Copies on; true if all is copied. */
    boolean copy(long budgetBytes) throws IOException {
      Step step = new Step(budgetBytes);
      while (source < row.size()) {
        Segment segment = row.get(source);
        if (!segment.scan(from, segment.end(), step.of(segment))) {
          output.flush();
          output.segment().file().sync(); // Little by little, lest the last sync takes long.
          return false;
        }
        if (seen != segment.changes()) {
          throw segment.damaged(
              segment.end(), "found " + seen + " changes of " + segment.changes());
        }
        source++;
        seen = 0;
      }
      return true;
    }

    Segment finish() throws IOException {
      output.seal();
      output.segment().release();
      files.disk().rename(files.temporaryPath(target), files.path(target));
      files.disk().syncDirectory(files.directory());
      Segment segment = files.openSealed(target);
      Invariant.check(
          segment.changes() == output.segment().changes(), "a rewritten segment lost changes");
      return segment;
    }

    /** Bounds one step. */
    private final class Step {
      private long budget;

      Step(long budget) {
        this.budget = budget;
      }

      Segment.RecordVisitor of(Segment segment) {
        return (bytes, at, length) -> {
          if (budget <= 0) {
            from = Records.revisionOf(bytes, at);
            return false;
          }
          budget -= length;
          seen++;
          boolean isKept = keepsTombstones && Records.type(bytes, at) == Records.TOMBSTONE;
          long main = Records.mainOf(bytes, at);
          int sub = Records.subOf(bytes, at);
          if (isKept
              || !segment.isDead(main, sub)
              || lateMarks.contains(new Revision(main, sub))) {
            output.copyChange(bytes, at, length);
          }
          return true;
        };
      }
    }
  }
}
