package io.cornerstone.client.kv;

/**
 * How a get reads.
 *
 * @param revision read at this revision; 0 for the newest
 * @param limit at most so many keys; 0 for all
 * @param sort the order of the keys
 * @param filter which versions to keep
 * @param serializable read what the answering member has, which may be stale, instead of asking the
 *     cluster first
 * @param keysOnly leave the values out
 * @param countOnly only count
 */
public record GetOptions(
    long revision,
    long limit,
    Sort sort,
    RevisionFilter filter,
    boolean serializable,
    boolean keysOnly,
    boolean countOnly) {
  /** The newest revision, linearizable, everything, in ascending order of keys. */
  public static final GetOptions DEFAULT =
      new GetOptions(0, 0, Sort.DEFAULT, RevisionFilter.ALL, false, false, false);

  /** What to sort by. */
  public enum SortTarget {
    KEY,
    VERSION,
    CREATE_REVISION,
    MOD_REVISION,
    VALUE
  }

  /** Which way to sort. {@code NONE} sorts ascending by any target too. */
  public enum SortOrder {
    NONE,
    ASCENDING,
    DESCENDING
  }

  /**
   * An order of keys. Ties are in no defined order.
   *
   * @param target what to sort by
   * @param order which way
   */
  public record Sort(SortTarget target, SortOrder order) {
    /** Ascending by key, which costs nothing. */
    public static final Sort DEFAULT = new Sort(SortTarget.KEY, SortOrder.NONE);
  }

  /**
   * Bounds on the revisions of a version, inclusive; 0 switches a bound off.
   *
   * @param minMod the least modRevision
   * @param maxMod the greatest modRevision
   * @param minCreate the least createRevision
   * @param maxCreate the greatest createRevision
   */
  public record RevisionFilter(long minMod, long maxMod, long minCreate, long maxCreate) {
    /** Keeps everything. */
    public static final RevisionFilter ALL = new RevisionFilter(0, 0, 0, 0);

    /** Keeps versions written in {@code [min, max]}. */
    public RevisionFilter withModRevision(long min, long max) {
      return new RevisionFilter(min, max, minCreate, maxCreate);
    }

    /** Keeps versions of keys created in {@code [min, max]}. */
    public RevisionFilter withCreateRevision(long min, long max) {
      return new RevisionFilter(minMod, maxMod, min, max);
    }
  }

  /** Reads at a revision. */
  public GetOptions withRevision(long revision) {
    return new GetOptions(revision, limit, sort, filter, serializable, keysOnly, countOnly);
  }

  /** Returns at most so many keys. */
  public GetOptions withLimit(long limit) {
    return new GetOptions(revision, limit, sort, filter, serializable, keysOnly, countOnly);
  }

  /** Sorts at the server. */
  public GetOptions withSort(SortTarget target, SortOrder order) {
    return new GetOptions(
        revision, limit, new Sort(target, order), filter, serializable, keysOnly, countOnly);
  }

  /** Keeps some versions only. */
  public GetOptions withFilter(RevisionFilter filter) {
    return new GetOptions(revision, limit, sort, filter, serializable, keysOnly, countOnly);
  }

  /** Reads what the answering member has, which may be stale. */
  public GetOptions withSerializable() {
    return new GetOptions(revision, limit, sort, filter, true, keysOnly, countOnly);
  }

  /** Leaves the values out. */
  public GetOptions withKeysOnly() {
    return new GetOptions(revision, limit, sort, filter, serializable, true, countOnly);
  }

  /** Only counts. */
  public GetOptions withCountOnly() {
    return new GetOptions(revision, limit, sort, filter, serializable, keysOnly, true);
  }
}
