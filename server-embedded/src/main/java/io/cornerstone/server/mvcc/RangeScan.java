package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeRequest.SortOrder;
import io.cornerstone.protocol.RangeRequest.SortTarget;
import io.cornerstone.protocol.RefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * One range at one revision: walk the index, keep what passes the filters, order it, cut it, and
 * only then read the values that are returned. Whether the revision may still be read is the
 * caller's business, before and after.
 */
final class RangeScan {
  private final KeyTree tree;
  private final Engine engine;
  private final RangeRequest request;
  private final long revision;
  private final List<Match> matches = new ArrayList<>();
  private long count;
  private boolean more;

  RangeScan(KeyTree tree, Engine engine, RangeRequest request, long revision) {
    this.tree = tree;
    this.engine = engine;
    this.request = request;
    this.revision = revision;
  }

  /** Refuses sort options that this version does not know. */
  static void checkSort(RangeRequest request) {
    if (request.getSortOrder() == SortOrder.UNRECOGNIZED
        || request.getSortTarget() == SortTarget.UNRECOGNIZED) {
      throw new RefusedException(EtcdError.INVALID_SORT_OPTION);
    }
  }

  /**
   * @param current what the result names as the store's revision
   */
  RangeResult run(long current) {
    final KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
    if (range.isSingle()) {
      final KeyEntry entry = tree.get(range.from());
      if (entry != null) {
        final boolean unused = take(entry);
      }
    } else {
      tree.scan(range.from(), range.until(), this::take);
    }
    return new RangeResult(read(), count, more, current);
  }

  private boolean take(KeyEntry entry) {
    if (request.getCountOnly() || more) {
      count += entry.existsAt(revision) ? 1 : 0;
      return true;
    }
    final Match match = entry.matchAt(revision);
    if (match != null) {
      count++;
      if (passes(match)) {
        keep(match);
      }
    }
    return true;
  }

  private void keep(Match match) {
    if (hasLimit() && isInKeyOrder() && matches.size() == request.getLimit()) {
      more = true; // The rest is only counted.
    } else {
      matches.add(match);
    }
  }

  private boolean hasLimit() {
    return request.getLimit() > 0;
  }

  private boolean isInKeyOrder() {
    return request.getSortTarget() == SortTarget.KEY && request.getSortOrder() != SortOrder.DESCEND;
  }

  private boolean passes(Match match) {
    return isWithin(match.modRevision(), request.getMinModRevision(), request.getMaxModRevision())
        && (!filtersCreation()
            || isWithin(
                match.createRevision(engine),
                request.getMinCreateRevision(),
                request.getMaxCreateRevision()));
  }

  private boolean filtersCreation() {
    return request.getMinCreateRevision() != 0 || request.getMaxCreateRevision() != 0;
  }

  private static boolean isWithin(long value, long min, long max) {
    return (min == 0 || value >= min) && (max == 0 || value <= max);
  }

  private List<KeyValue> read() {
    if (!isInKeyOrder()) {
      sort();
    }
    List<Match> chosen = matches;
    if (hasLimit() && matches.size() > request.getLimit()) {
      more = true;
      chosen = matches.subList(0, (int) request.getLimit());
    }
    final List<KeyValue> kvs = new ArrayList<>(chosen.size());
    for (Match match : chosen) {
      final KeyValue kv = match.kv(engine);
      kvs.add(request.getKeysOnly() ? kv.toBuilder().clearValue().build() : kv);
    }
    return Collections.unmodifiableList(kvs);
  }

  private void sort() {
    if (request.getSortTarget() == SortTarget.KEY) {
      Collections.reverse(matches); // Only descending order comes here.
      return;
    }
    final Comparator<Match> ascending = comparator();
    final boolean isDescending = request.getSortOrder() == SortOrder.DESCEND;
    matches.sort(isDescending ? ascending.reversed() : ascending);
  }

  private Comparator<Match> comparator() {
    return switch (request.getSortTarget()) {
      case VERSION -> Comparator.comparingLong(match -> match.version(engine));
      case CREATE -> Comparator.comparingLong(match -> match.createRevision(engine));
      case MOD -> Comparator.comparingLong(Match::modRevision);
      case VALUE ->
          Comparator.comparing(
              match -> match.kv(engine).getValue(), ByteString.unsignedLexicographicalComparator());
      case KEY, UNRECOGNIZED -> throw new IllegalStateException("not a sort by something else");
    };
  }
}
