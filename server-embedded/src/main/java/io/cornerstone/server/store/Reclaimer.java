package io.cornerstone.server.store;

import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * versions are marked dead first, so an earlier segment without marks has none. A deletion that has
 * to stay is held back: it counts as alive until no earlier segment has anything dead.
 *
 * <p>A rewrite that cannot write, as on a full disk, is given up: its half-made file is deleted and
 * nothing was lost. To write to that file again after a failed sync would be wrong; the next
 * attempt makes another one.
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

  /** After a failure so many steps pass before the next rewrite: some minutes of commits. */
  private static final int REST_STEPS = 1000;

  private static final Logger log = LoggerFactory.getLogger(Reclaimer.class);

  /** What was read is fine, and what was to be written is of no importance. */
  private static final class OutputFailedException extends IOException {
    private static final long serialVersionUID = 1;

    private final IOException failure;

    OutputFailedException(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /** Something done to the new file. */
  private interface OutputAction {
    void run() throws IOException;
  }

  private static void output(OutputAction action) throws OutputFailedException {
    try {
      action.run();
    } catch (IOException e) {
      throw new OutputFailedException(e);
    }
  }

  private final SegmentFiles files;
  private final SegmentEngine.Options options;
  private final Replacement replacement;
  private @Nullable Job job;
  private int restSteps;

  // While everything is rewritten: what is left to do, as numbers of segments.
  private long thoroughFrom;
  private long thoroughUntil;
  private @Nullable IOException thoroughFailure;

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
    try {
      return stepOrGiveUp(now, safeNumber, budgetBytes);
    } catch (OutputFailedException e) {
      giveUp(e.failure);
      return false;
    }
  }

  private boolean stepOrGiveUp(Segments now, long safeNumber, long budgetBytes) throws IOException {
    Job current = job;
    if (current == null) {
      if (restSteps > 0 && !isThorough()) {
        restSteps--;
        return false;
      }
      letDrop(now);
      List<Segment> row = isThorough() ? chooseThorough(now, safeNumber) : choose(now, safeNumber);
      if (row.isEmpty()) {
        return false;
      }
      current = new Job(row, hasDeadBefore(now, row.get(0)));
      job = current;
    }
    work(current, budgetBytes);
    return true;
  }

  private void work(Job current, long budgetBytes) throws IOException {
    if (current.copy(budgetBytes)) {
      Segment target = current.finish();
      job = null;
      target.holdBack(current.output.segment());
      replacement.replace(current.row, target);
      for (Revision revision : current.lateMarks) {
        target.markDead(revision, current.lateMarkNumber);
      }
    }
  }

  private void giveUp(IOException failure) throws IOException {
    log.warn("rewriting segments was given up: reason={}", failure.getMessage());
    final Job failed = job;
    job = null;
    restSteps = REST_STEPS;
    if (isThorough()) {
      thoroughFailure = failure;
      thoroughUntil = 0;
    }
    if (failed != null) {
      files.discard(failed.output.segment());
    }
  }

  /**
   * Begins to rewrite every segment up to this number that a rewrite makes smaller, however little.
   */
  void beginThorough(long lastNumber) {
    thoroughFrom = 1;
    thoroughUntil = lastNumber;
    thoroughFailure = null;
  }

  private boolean isThorough() {
    return thoroughUntil > 0;
  }

  /**
   * Whether what {@link #beginThorough} began is not done yet.
   *
   * @throws Engine.RewriteFailedException once, if it was given up
   */
  boolean isThoroughLeft() {
    IOException failure = thoroughFailure;
    if (failure != null) {
      thoroughFailure = null;
      throw new Engine.RewriteFailedException(failure);
    }
    return isThorough();
  }

  /** The next row of segments that lie side by side and fit together; empty at the end. */
  private List<Segment> chooseThorough(Segments now, long safeNumber) {
    List<Segment> row = new ArrayList<>();
    long live = 0;
    for (Segment segment : now.sealed()) {
      if (segment.name.first() < thoroughFrom || segment.name.last() > thoroughUntil) {
        continue;
      }
      long more = segment.liveBytes();
      boolean fits = row.isEmpty() || live + more <= options.segmentBytes();
      boolean joins = segment.lastMarkNumber() <= safeNumber;
      if (!joins || !fits) {
        if (isSmallerAfterwards(row)) {
          break;
        }
        row.clear();
        live = 0;
      }
      if (joins) {
        row.add(segment);
        live += more;
      }
    }
    if (!isSmallerAfterwards(row)) {
      thoroughUntil = 0;
      return List.of();
    }
    thoroughFrom = row.get(row.size() - 1).name.last() + 1;
    return row;
  }

  private static boolean isSmallerAfterwards(List<Segment> row) {
    return row.size() > 1 || row.stream().anyMatch(Segment::hasWaste);
  }

  private static boolean hasDeadBefore(Segments now, Segment first) {
    return now.sealed().stream().takeWhile(segment -> segment != first).anyMatch(Segment::hasDead);
  }

  /** Deletions that were held back go once nothing dead is left before them. */
  private static void letDrop(Segments now) {
    for (Segment segment : now.sealed()) {
      segment.letDrop();
      if (segment.hasDead()) {
        return;
      }
    }
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
      this.output = create(target);
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
          output(this::save);
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

    private SegmentWriter create(SegmentName name) throws OutputFailedException {
      try {
        return files.create(name, files.temporaryPath(name));
      } catch (IOException e) {
        throw new OutputFailedException(e);
      }
    }

    private void save() throws IOException {
      output.flush();
      output.segment().file().sync(); // Little by little, lest the last sync takes long.
    }

    Segment finish() throws IOException {
      output(output::seal);
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
          Revision revision = Records.revisionOf(bytes, at);
          boolean isDead =
              segment.isDead(revision.main(), revision.sub()) && !lateMarks.contains(revision);
          boolean isHeldBack =
              isDead && keepsTombstones && Records.type(bytes, at) == Records.TOMBSTONE;
          if (!isDead || isHeldBack) {
            output(() -> output.copyChange(bytes, at, length));
          }
          if (isHeldBack) {
            output.segment().markDead(revision, 0);
          }
          return true;
        };
      }
    }
  }
}
