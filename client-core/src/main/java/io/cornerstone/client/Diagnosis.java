package io.cornerstone.client;

import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.watch.WatchEnd;
import java.util.List;
import java.util.Optional;

/**
 * What a client knows of its connections, for logs and for people who look for a fault.
 *
 * @param endpoints in the order in which they were given
 * @param watches the stream of the watchers; when they have several, these taken together
 * @param keepAlives the stream of all leases that are kept alive
 * @param watchers what has become of the watchers
 * @param leases what has become of the leases that are kept alive
 */
public record Diagnosis(
    List<Endpoint> endpoints, Stream watches, Stream keepAlives, Watchers watchers, Leases leases) {
  /**
   * One endpoint.
   *
   * @param address where it is
   * @param isConnected whether there is a connection now
   * @param isAvoided whether it is passed over for a while, since it failed
   * @param failures how many attempts failed in a row; 0 if the last one went well
   * @param lastFailure the last failure, also if it was healed since
   */
  public record Endpoint(
      String address,
      boolean isConnected,
      boolean isAvoided,
      int failures,
      Optional<String> lastFailure) {}

  /**
   * One stream.
   *
   * @param endpoint who serves it, or the first of several; empty if there is none at the moment
   * @param users how many watchers or leases need it
   * @param opened how often it was opened, the first time included
   * @param sent how many messages were sent, on all of them
   * @param received how many messages were received, on all of them
   * @param lastLoss why it was lost the last time
   */
  public record Stream(
      Optional<String> endpoint,
      int users,
      long opened,
      long sent,
      long received,
      Optional<String> lastLoss) {}

  /**
   * The watchers.
   *
   * @param running how many have not ended
   * @param waiting how many of these no server has accepted yet
   * @param paused how many of these have left the server for a while, since their listeners are
   *     behind
   * @param failed how many have ended, and not because they were closed
   * @param lastEnd why the last of these did
   */
  public record Watchers(
      int running, int waiting, int paused, long failed, Optional<WatchEnd> lastEnd) {}

  /**
   * The leases that are kept alive.
   *
   * @param kept how many are
   * @param atRisk how many of these wait for a confirmation that is overdue
   * @param lost how many were lost
   * @param lastLost the last of these
   * @param lastCause why it was lost
   */
  public record Leases(
      int kept,
      int atRisk,
      long lost,
      Optional<LeaseId> lastLost,
      Optional<LeaseState.LostCause> lastCause) {}
}
