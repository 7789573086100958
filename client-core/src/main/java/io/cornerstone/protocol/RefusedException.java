package io.cornerstone.protocol;

/**
 * A request was refused with one of etcd's errors. Carries no stack trace: it is an answer, not a
 * fault, and refusing must stay cheap.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final EtcdError error;

  public RefusedException(EtcdError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** What the client is told. */
  public EtcdError error() {
    return error;
  }
}
