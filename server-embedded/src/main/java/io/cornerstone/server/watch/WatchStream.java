package io.cornerstone.server.watch;

import io.cornerstone.protocol.WatchRequest;

/**
 * All watchers of one client stream. Safe to call from any thread; calls of one stream come in
 * order.
 */
public interface WatchStream {
  /** Creates, cancels or asks for progress; answers through the sink. */
  void request(WatchRequest request);

  /** The sink takes responses again. */
  void ready();

  /** Ends all watchers; nothing more is sent. */
  void close();
}
