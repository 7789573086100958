package io.cornerstone.client.view;

import io.cornerstone.client.EtcdException;
import io.cornerstone.protocol.StatusCode;

/**
 * Every endpoint that was asked answered from before what has been seen already. Nothing is wrong
 * with the request: it can be repeated, or made linearizable.
 */
public final class StaleReadException extends EtcdException {
  private static final long serialVersionUID = 1;

  private final long seenRevision;
  private final long answeredRevision;

  StaleReadException(long seenRevision, long answeredRevision) {
    super(
        StatusCode.UNAVAILABLE,
        null,
        "no endpoint has caught up with revision "
            + seenRevision
            + "; the last answer was of "
            + answeredRevision);
    this.seenRevision = seenRevision;
    this.answeredRevision = answeredRevision;
  }

  /** The revision that an answer must have reached. */
  public long seenRevision() {
    return seenRevision;
  }

  /** The revision of the last answer. */
  public long answeredRevision() {
    return answeredRevision;
  }
}
