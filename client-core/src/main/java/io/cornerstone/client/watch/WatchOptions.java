package io.cornerstone.client.watch;

/**
 * What a watcher wants to be told.
 *
 * @param prevKv events carry the version before
 * @param noPut leave puts out
 * @param noDelete leave deletes out
 * @param progressNotify have the server tell the revision while there are no events
 * @param fragment let the server split very large answers
 * @param pendingEventsMax how many events may wait for the listener before the watcher is paused at
 *     the server, to be resumed from the next revision once the listener has caught up; nothing is
 *     lost, unless that revision is compacted meanwhile, which ends the watcher with that reason
 */
public record WatchOptions(
    boolean prevKv,
    boolean noPut,
    boolean noDelete,
    boolean progressNotify,
    boolean fragment,
    int pendingEventsMax) {
  /** Puts and deletes without the version before; 10,000 events may wait. */
  public static final WatchOptions DEFAULT =
      new WatchOptions(false, false, false, false, false, 10_000);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if no event may wait
   */
  public WatchOptions {
    if (pendingEventsMax < 1) {
      throw new IllegalArgumentException("pendingEventsMax must be positive: " + pendingEventsMax);
    }
  }

  /** Events carry the version before. */
  public WatchOptions withPrevKv() {
    return new WatchOptions(true, noPut, noDelete, progressNotify, fragment, pendingEventsMax);
  }

  /** Leaves puts out. */
  public WatchOptions withNoPut() {
    return new WatchOptions(prevKv, true, noDelete, progressNotify, fragment, pendingEventsMax);
  }

  /** Leaves deletes out. */
  public WatchOptions withNoDelete() {
    return new WatchOptions(prevKv, noPut, true, progressNotify, fragment, pendingEventsMax);
  }

  /** Has the server tell the revision while there are no events. */
  public WatchOptions withProgressNotify() {
    return new WatchOptions(prevKv, noPut, noDelete, true, fragment, pendingEventsMax);
  }

  /** Lets the server split very large answers. */
  public WatchOptions withFragment() {
    return new WatchOptions(prevKv, noPut, noDelete, progressNotify, true, pendingEventsMax);
  }

  /** How many events may wait for the listener. */
  public WatchOptions withPendingEventsMax(int pendingEventsMax) {
    return new WatchOptions(prevKv, noPut, noDelete, progressNotify, fragment, pendingEventsMax);
  }
}
