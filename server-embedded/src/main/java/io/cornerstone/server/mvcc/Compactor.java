package io.cornerstone.server.mvcc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The slow half of a compaction: walks over all keys, a few at a time, takes dead versions out of
 * the index and tells the engine. Writer thread only.
 *
 * <p>A compaction that comes while one is under way raises the bar and lets the walk go once around
 * from where it is, so that frequent compactions cannot keep it away from the last keys.
 */
final class Compactor {
  private final KeyTree tree;
  private final Engine engine;
  private final LongAdder keys;
  private long compactRevision;
  private boolean isWalking;
  // The next key to look at; null is the first one.
  private byte @Nullable [] cursor;
  // Where the walk ends in its second part, which begins at the first key; null if it has none.
  private byte @Nullable [] lapEnd;
  private boolean isSecondPart;
  private long reclaimed;

  /**
   * @param keys counts the entries of the tree
   */
  Compactor(KeyTree tree, Engine engine, LongAdder keys) {
    this.tree = tree;
    this.engine = engine;
    this.keys = keys;
  }

  /** Begins a walk for a new compact revision, which readers know already. */
  void start(long revision) {
    compactRevision = revision;
    lapEnd = isWalking ? cursor : null;
    isSecondPart = false;
    isWalking = true;
  }

  boolean isWalking() {
    return isWalking;
  }

  /** How many versions were given back so far. */
  long reclaimed() {
    return reclaimed;
  }

  /**
   * Looks at some keys.
   *
   * @param keysMax how many at most; no more versions than that are given back either
   * @return true if there is more to do
   */
  boolean step(int keysMax) {
    if (!isWalking) {
      return false;
    }
    final List<KeyEntry> batch = nextBatch(keysMax);
    int budget = keysMax;
    for (KeyEntry entry : batch) {
      final int dead = entry.deadAt(compactRevision);
      final int dropped = Math.min(dead, budget);
      drop(entry, dropped);
      if (dropped < dead) {
        cursor = entry.key();
        return true;
      }
      cursor = KeyRange.successor(entry.key());
      budget -= Math.max(1, dropped);
      if (budget <= 0) {
        return true;
      }
    }
    return batch.size() >= keysMax || wrapAround();
  }

  private List<KeyEntry> nextBatch(int keysMax) {
    final List<KeyEntry> batch = new ArrayList<>();
    tree.scan(
        cursor,
        isSecondPart ? lapEnd : null,
        entry -> {
          batch.add(entry);
          return batch.size() < keysMax;
        });
    return batch;
  }

  private void drop(KeyEntry entry, int count) {
    if (count == 0) {
      return;
    }
    final KeyEntry rest = entry.dropOldest(count);
    if (rest == null) {
      tree.remove(entry.key());
      keys.decrement();
    } else {
      tree.put(rest);
    }
    reclaimed += count;
    for (int i = 0; i < count; i++) {
      engine.markDead(entry.versionAt(i));
    }
  }

  private boolean wrapAround() {
    isWalking = !isSecondPart && lapEnd != null;
    isSecondPart = true;
    cursor = null;
    return isWalking;
  }
}
