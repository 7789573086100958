package io.cornerstone.testkit.fault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What concurrent clients did to a store, checked for linearizability. No search is needed: the
 * revisions, and a watch that saw every change, give an order of all that happened, so that it is
 * left to check that this order explains each answer and turns no two calls round of which one
 * ended before the other began. Every value is written once at most.
 *
 * <p>A put whose outcome is unknown may be in the order or not, anywhere after its beginning.
 */
final class WitnessedHistory {
  /** A change that a watch saw. */
  record Change(long revision, String key, String value) {}

  /**
   * A call.
   *
   * @param begun before it was sent; nanoseconds
   * @param ended after it was answered; the greatest long if it may still be under way
   * @param revision of the answer; 0 if it is unknown what became of a put
   * @param value that was written, or read; null if there was none to read
   */
  private record Call(
      boolean isPut, long begun, long ended, String key, @Nullable String value, long revision) {}

  private final List<Call> calls = new ArrayList<>();

  /** A put that was answered. */
  synchronized void put(long begun, long ended, String key, String value, long revision) {
    calls.add(new Call(true, begun, ended, key, value, revision));
  }

  /** A put of which nothing is known. */
  synchronized void unknownPut(long begun, String key, String value) {
    calls.add(new Call(true, begun, Long.MAX_VALUE, key, value, 0));
  }

  /** A linearizable get that was answered at a revision. */
  synchronized void get(long begun, long ended, String key, @Nullable String value, long revision) {
    calls.add(new Call(false, begun, ended, key, value, revision));
  }

  /**
   * Checks everything.
   *
   * @return how many of the puts of which nothing is known were carried out
   * @throws AssertionError naming a call that cannot be explained
   */
  synchronized int check(List<Change> changes) {
    Map<String, Change> byValue = byValue(changes);
    Map<String, NavigableMap<Long, String>> byKey = new HashMap<>();
    changes.forEach(
        change ->
            byKey
                .computeIfAbsent(change.key, key -> new TreeMap<>())
                .put(change.revision, change.value));
    List<Call> placed = new ArrayList<>();
    int applied = 0;
    for (Call call : calls) {
      if (!call.isPut) {
        require(call.value, valueAt(byKey, call), call);
        placed.add(call);
        continue;
      }
      Change change = byValue.remove(String.valueOf(call.value));
      boolean isUnknown = call.revision == 0;
      if (change != null) {
        require(call.key, change.key, call);
        require(isUnknown ? change.revision : call.revision, change.revision, call);
        placed.add(new Call(true, call.begun, call.ended, call.key, call.value, change.revision));
        applied += isUnknown ? 1 : 0;
      } else if (!isUnknown) {
        throw new AssertionError("acknowledged, but nobody saw it: " + call);
      }
    }
    if (!byValue.isEmpty()) {
      throw new AssertionError("changes that nobody made: " + byValue.values());
    }
    checkOrder(placed);
    return applied;
  }

  private static Map<String, Change> byValue(List<Change> changes) {
    Map<String, Change> byValue = new HashMap<>();
    long last = 0;
    for (Change change : changes) {
      if (change.revision <= last) {
        throw new AssertionError("not in order of revisions: " + change);
      }
      last = change.revision;
      if (byValue.put(change.value, change) != null) {
        throw new AssertionError("carried out twice: " + change);
      }
    }
    return byValue;
  }

  private static @Nullable String valueAt(
      Map<String, NavigableMap<Long, String>> byKey, Call call) {
    NavigableMap<Long, String> versions = byKey.getOrDefault(call.key, new TreeMap<>());
    Map.Entry<Long, String> version = versions.floorEntry(call.revision);
    return version == null ? null : version.getValue();
  }

  /** Whatever began after others had ended comes after them. */
  private static void checkOrder(List<Call> placed) {
    List<Call> byEnd = placed.stream().sorted(Comparator.comparingLong(Call::ended)).toList();
    List<Call> byBegin = placed.stream().sorted(Comparator.comparingLong(Call::begun)).toList();
    int next = 0;
    long reached = 0; // The latest revision of those that have ended.
    for (Call call : byBegin) {
      while (next < byEnd.size() && byEnd.get(next).ended < call.begun) {
        reached = Math.max(reached, byEnd.get(next).revision);
        next++;
      }
      if (call.revision < reached || (call.isPut && call.revision == reached)) {
        throw new AssertionError("began after revision " + reached + " was told: " + call);
      }
    }
  }

  private static void require(@Nullable Object told, @Nullable Object expected, Call call) {
    if (told == null ? expected != null : !told.equals(expected)) {
      throw new AssertionError("should be " + expected + ": " + call);
    }
  }
}
