package io.cornerstone.client.lease;

/** What a client knows of a lease it keeps alive. */
public sealed interface LeaseState {
  /** Confirmed in time. */
  record Active() implements LeaseState {}

  /**
   * The lease is still valid, or its validity is not known yet, but a confirmation is overdue: work
   * that needs the lease should come to an end.
   */
  record AtRisk() implements LeaseState {}

  /**
   * The lease must count as gone.
   *
   * @param cause why
   */
  record Lost(LostCause cause) implements LeaseState {}

  /** The handle, or the client, was closed. */
  record Closed() implements LeaseState {}

  /** Why a lease was lost. */
  enum LostCause {
    /** The server said that it has no such lease: it expired or was revoked. */
    GONE_AT_SERVER,
    /** No server confirmed the lease until its validity had passed. */
    NOT_CONFIRMED_IN_TIME
  }

  /** Whether no other state follows. */
  default boolean isFinal() {
    return this instanceof Lost || this instanceof Closed;
  }
}
