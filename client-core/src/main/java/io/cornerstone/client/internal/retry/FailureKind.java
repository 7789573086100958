package io.cornerstone.client.internal.retry;

/** What a failure says about the request. */
public enum FailureKind {
  /** The server answered no, and did nothing. Asking again would give the same answer. */
  REFUSED,
  /** The request was never sent, or provably not looked at. Anything may be sent again. */
  NOT_APPLIED,
  /** The request was sent and what became of it is unknown. Reads may be sent again. */
  UNKNOWN_OUTCOME,
  /** As {@link #UNKNOWN_OUTCOME}, but with little hope that another try goes better. */
  UNKNOWN_OUTCOME_FINAL
}
