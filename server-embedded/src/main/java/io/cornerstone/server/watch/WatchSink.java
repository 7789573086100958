package io.cornerstone.server.watch;

import io.cornerstone.protocol.WatchResponse;

/** The way to one client stream. */
public interface WatchSink {
  /**
   * Hands a response over; in order, never blocks. Headers carry the revision only: the rpc layer
   * adds the rest.
   */
  void send(WatchResponse response);

  /**
   * False while the client does not read fast enough; {@link WatchStream#ready} is called when it
   * does again. Any thread.
   */
  boolean isReady();

  /**
   * One request has been dealt with, answered or not. For flow control: answers are never held
   * back, so who reads requests only at this pace bounds them. Apply thread.
   */
  default void requestDone() {}
}
