package io.cornerstone.server.store;

import io.cornerstone.server.mvcc.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All segments at one moment, in the order of the log; the last one is being written. Immutable.
 */
final class Segments {
  private final List<Segment> all;
  private final Segment[] sealedWithChanges;
  private final Segment active;

  Segments(List<Segment> all) {
    this.all = List.copyOf(all);
    this.active = all.get(all.size() - 1);
    this.sealedWithChanges =
        all.stream().filter(s -> s != active && s.hasChanges()).toArray(Segment[]::new);
  }

  List<Segment> all() {
    return all;
  }

  /** All but the active one. */
  List<Segment> sealed() {
    return all.subList(0, all.size() - 1);
  }

  Segment active() {
    return active;
  }

  /** The segment that has this revision, if any has. */
  @Nullable Segment floor(Revision revision) {
    if (active.hasChanges() && active.first().compareTo(revision) <= 0) {
      return active;
    }
    int at = sealedFloor(revision);
    return at < 0 ? null : sealedWithChanges[at];
  }

  /** The first segment with changes at or after this revision; null if there are none. */
  @Nullable Segment ceiling(Revision revision) {
    Segment floor = floor(revision);
    if (floor == active) {
      return active;
    }
    int at = Math.max(0, sealedFloor(revision));
    if (at < sealedWithChanges.length && endsBefore(sealedWithChanges[at], revision)) {
      at++;
    }
    if (at < sealedWithChanges.length) {
      return sealedWithChanges[at];
    }
    return active.hasChanges() ? active : null;
  }

  private static boolean endsBefore(Segment sealed, Revision revision) {
    Revision last = sealed.last();
    return last != null && last.compareTo(revision) < 0;
  }

  private int sealedFloor(Revision revision) {
    int low = 0;
    int high = sealedWithChanges.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (sealedWithChanges[middle].first().compareTo(revision) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /** With a new active segment. */
  Segments withNext(Segment next) {
    List<Segment> grown = new ArrayList<>(all);
    grown.add(next);
    return new Segments(grown);
  }

  /** With {@code target} in the place of its sources, which lie side by side. */
  Segments withReplaced(List<Segment> sources, Segment target) {
    List<Segment> changed = new ArrayList<>(all);
    int at = changed.indexOf(sources.get(0));
    changed.subList(at, at + sources.size()).clear();
    changed.add(at, target);
    return new Segments(changed);
  }
}
