package io.cornerstone.client.observe;

/** Hears of one call. */
@FunctionalInterface
public interface CallObserver {
  /** Does not care. */
  CallObserver NONE = outcome -> {};

  /**
   * The call has ended, its retries included. On the callback executor, before the user's own
   * stages as a rule; on the user's thread if that cancelled the call.
   */
  void ended(CallOutcome outcome);
}
