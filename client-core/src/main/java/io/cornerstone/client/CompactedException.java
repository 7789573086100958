package io.cornerstone.client;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;

/** The revision that was asked for has been compacted away; newer ones can be read. */
public final class CompactedException extends EtcdException {
  private static final long serialVersionUID = 1;

  private final long requestedRevision;

  /** A request for a revision that is gone. */
  public CompactedException(StatusCode code, long requestedRevision, String message) {
    super(code, EtcdError.COMPACTED, message);
    this.requestedRevision = requestedRevision;
  }

  /** The revision that the request named; 0 if it is not known, as for a transaction of many. */
  public long requestedRevision() {
    return requestedRevision;
  }
}
