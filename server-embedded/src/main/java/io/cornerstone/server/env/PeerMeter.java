package io.cornerstone.server.env;

/**
 * Hears what goes between a member and its peers, to count and time it. Called on the threads that
 * do the work: must not block or throw. Times are in nanoseconds, sizes in bytes.
 */
public interface PeerMeter {
  /** Hears nothing. */
  PeerMeter NONE = new PeerMeter() {};

  /** Who this member is. Called once, before everything else. */
  default void self(long memberId) {}

  /** A peer is one to talk to from now on, or is not any more. */
  default void known(long peer, boolean isKnown) {}

  /** The way to a peer has opened, or was lost. */
  default void connected(long peer, boolean isConnected) {}

  default void sent(long to, long bytes) {}

  /** What was meant for a peer was dropped. */
  default void sendFailed(long to) {}

  default void received(long from, long bytes) {}

  /** What came from a peer broke off, or was not understood. */
  default void receiveFailed(long from) {}

  /** A peer was asked for nothing and has answered. */
  default void roundTrip(long to, long nanos) {}

  default void snapshotSending(long to) {}

  default void snapshotSent(long to, boolean isDelivered, long nanos) {}

  default void snapshotReceiving(long from) {}

  default void snapshotReceived(long from, boolean isStored, long nanos) {}
}
