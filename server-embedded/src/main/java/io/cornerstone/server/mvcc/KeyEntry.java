package io.cornerstone.server.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * A key with all revisions that changed it, in the index. Immutable: a change makes a new entry
 * that takes the old one's place, and readers pick from whichever entry they find the version that
 * was valid at their revision. The values are in the engine.
 *
 * <p>What the latest version looks like is in the entry itself (48 bytes with compressed
 * references); older versions, usually none, are in a shared list.
 */
final class KeyEntry {
  private static final int TOMBSTONE = 1;
  private static final int LEASED = 2;
  private static final int FLAG_BITS = 2;

  /** The largest sub revision that an entry can hold. */
  static final long SUB_MAX = Integer.MAX_VALUE >> FLAG_BITS;

  private final byte[] key;
  private final @Nullable OlderVersions older;
  // Sub revision of the latest version, above the two flags.
  private final int place;
  private final long main;
  // Both 0 if the latest version is a tombstone.
  private final long createRevision;
  private final long version;

  private KeyEntry(
      byte[] key,
      @Nullable OlderVersions older,
      int place,
      long main,
      long createRevision,
      long version) {
    this.key = key;
    this.older = older;
    this.place = place;
    this.main = main;
    this.createRevision = createRevision;
    this.version = version;
  }

  /** A key's first known version. */
  static KeyEntry first(
      byte[] key, Revision revision, long createRevision, long version, boolean leased) {
    final int place = place(revision, leased ? LEASED : 0);
    return new KeyEntry(key, null, place, revision.main(), createRevision, version);
  }

  /** A key of which only the deletion is left. */
  static KeyEntry firstTombstone(byte[] key, Revision revision) {
    return new KeyEntry(key, null, place(revision, TOMBSTONE), revision.main(), 0, 0);
  }

  /** This entry and a put. */
  KeyEntry withPut(Revision revision, long createdAt, long newVersion, boolean leased) {
    final int newPlace = place(revision, leased ? LEASED : 0);
    return new KeyEntry(key, history(), newPlace, revision.main(), createdAt, newVersion);
  }

  /** This entry and a deletion. */
  KeyEntry withTombstone(Revision revision) {
    return new KeyEntry(key, history(), place(revision, TOMBSTONE), revision.main(), 0, 0);
  }

  private OlderVersions history() {
    return OlderVersions.append(older, main, place);
  }

  private static int place(Revision revision, int flags) {
    return (int) revision.sub() << FLAG_BITS | flags;
  }

  byte[] key() {
    return key;
  }

  /** True if the key exists now. */
  boolean isAlive() {
    return (place & TOMBSTONE) == 0;
  }

  /** True if the key exists now and has a lease. */
  boolean isLeased() {
    return (place & LEASED) != 0;
  }

  Revision latest() {
    return new Revision(main, place >>> FLAG_BITS);
  }

  /** Of the latest version; 0 if that is a tombstone. */
  long createRevision() {
    return createRevision;
  }

  /** Of the latest version; 0 if that is a tombstone. */
  long version() {
    return version;
  }

  /** True if the key existed at {@code revision}. */
  boolean existsAt(long revision) {
    if (main <= revision) {
      return isAlive();
    }
    final int count = older == null ? 0 : older.countUpTo(revision);
    return older != null && count > 0 && (older.place(count - 1) & TOMBSTONE) == 0;
  }

  /** The version that was valid at {@code revision}; null if the key did not exist. */
  @Nullable Match matchAt(long revision) {
    if (main <= revision) {
      return isAlive() ? new Match(latest(), createRevision, version) : null;
    }
    final int count = older == null ? 0 : older.countUpTo(revision);
    if (older == null || count == 0 || (older.place(count - 1) & TOMBSTONE) != 0) {
      return null;
    }
    return new Match(revisionAt(older, count - 1));
  }

  private static Revision revisionAt(OlderVersions versions, int index) {
    return new Revision(versions.main(index), versions.place(index) >>> FLAG_BITS);
  }

  /** How many versions there are. */
  int versions() {
    return older == null ? 1 : older.size() + 1;
  }

  /** The version at {@code index}, counted from the oldest. */
  Revision versionAt(int index) {
    return older == null || index == older.size() ? latest() : revisionAt(older, index);
  }

  /**
   * How many of the oldest versions nobody may read any more after a compaction at {@code
   * compactRevision}: all that were followed by another one by then, and the deletion that came
   * last by then, unless it happened exactly at that revision.
   */
  int deadAt(long compactRevision) {
    final int settled = settledAt(compactRevision);
    if (settled == 0) {
      return 0;
    }
    final boolean isTombstone = (placeAt(settled - 1) & TOMBSTONE) != 0;
    final boolean isGone = isTombstone && versionAt(settled - 1).main() < compactRevision;
    return isGone ? settled : settled - 1;
  }

  private int settledAt(long revision) {
    if (main <= revision) {
      return versions();
    }
    return older == null ? 0 : older.countUpTo(revision);
  }

  private int placeAt(int index) {
    return older == null || index == older.size() ? place : older.place(index);
  }

  /** The entry without its {@code count} oldest versions; null if none is left. */
  @Nullable KeyEntry dropOldest(int count) {
    if (count == versions()) {
      return null;
    }
    final OlderVersions rest = older == null || count == 0 ? older : older.dropFirst(count);
    return new KeyEntry(key, rest, place, main, createRevision, version);
  }
}
