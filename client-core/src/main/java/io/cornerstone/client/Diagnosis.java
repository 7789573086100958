package io.cornerstone.client;

import java.util.List;
import java.util.Optional;

/**
 * What a client knows of its connections, for logs and for people who look for a fault.
 *
 * @param endpoints in the order in which they were given
 * @param watches the stream of all watchers
 * @param keepAlives the stream of all leases that are kept alive
 */
public record Diagnosis(List<Endpoint> endpoints, Stream watches, Stream keepAlives) {
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
   * @param endpoint who serves it; empty if there is none at the moment
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
}
