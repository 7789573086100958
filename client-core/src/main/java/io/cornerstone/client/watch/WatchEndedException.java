package io.cornerstone.client.watch;

/** A published watch has ended, and not because it was closed. */
public final class WatchEndedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient WatchEnd end;

  /** With the reason. */
  public WatchEndedException(WatchEnd end) {
    super("the watch has ended: " + end);
    this.end = end;
  }

  /** Why. */
  public WatchEnd end() {
    return end;
  }
}
