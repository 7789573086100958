package io.cornerstone.server.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a key before its latest, in ascending order; 12 bytes each. Immutable for whoever
 * holds it, on any thread.
 *
 * <p>Successive lists of one key share their arrays: a longer list writes only behind the end of
 * those that were published before it, so that the history of a hot key grows at constant cost.
 * This needs a single writer that always appends to the newest list.
 */
final class OlderVersions {
  private static final int CAPACITY_MIN = 2;

  private final long[] mains;
  // What KeyEntry.place means: sub revision and flags.
  private final int[] places;
  // The list is [from, until) of the arrays; never empty.
  private final int from;
  private final int until;

  private OlderVersions(long[] mains, int[] places, int from, int until) {
    this.mains = mains;
    this.places = places;
    this.from = from;
    this.until = until;
  }

  /** The list with one more version at its end. Writer thread only. */
  static OlderVersions append(@Nullable OlderVersions older, long main, int place) {
    final OlderVersions roomy = older == null ? empty() : older.withRoom();
    roomy.mains[roomy.until] = main;
    roomy.places[roomy.until] = place;
    return new OlderVersions(roomy.mains, roomy.places, roomy.from, roomy.until + 1);
  }

  private static OlderVersions empty() {
    return new OlderVersions(new long[CAPACITY_MIN], new int[CAPACITY_MIN], 0, 0);
  }

  private OlderVersions withRoom() {
    return until < mains.length ? this : copy(Math.max(CAPACITY_MIN, size() * 2));
  }

  private OlderVersions copy(int capacity) {
    final long[] newMains = new long[capacity];
    final int[] newPlaces = new int[capacity];
    System.arraycopy(mains, from, newMains, 0, size());
    System.arraycopy(places, from, newPlaces, 0, size());
    return new OlderVersions(newMains, newPlaces, 0, size());
  }

  /** The list without its first {@code count} versions; null if none is left. */
  @Nullable OlderVersions dropFirst(int count) {
    if (count == size()) {
      return null;
    }
    final OlderVersions rest = new OlderVersions(mains, places, from + count, until);
    // Copying only when three quarters lie idle keeps dropping in small steps linear in all.
    final boolean wasteful = rest.size() < mains.length / 4 && mains.length > CAPACITY_MIN;
    return wasteful ? rest.copy(Math.max(CAPACITY_MIN, rest.size())) : rest;
  }

  int size() {
    return until - from;
  }

  long main(int index) {
    return mains[from + index];
  }

  int place(int index) {
    return places[from + index];
  }

  /** How many versions have a main revision of at most {@code revision}. */
  int countUpTo(long revision) {
    // Several versions may share a main revision, so the search goes for the first one above it.
    int low = from;
    int high = until;
    while (low < high) {
      final int middle = (low + high) >>> 1;
      if (mains[middle] <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - from;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOfRange(mains, from, until));
  }
}
