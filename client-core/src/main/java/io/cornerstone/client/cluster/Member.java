package io.cornerstone.client.cluster;

import java.util.List;

/**
 * A member of the cluster.
 *
 * @param id an unsigned number
 * @param name empty until the member has started
 * @param peerUrls where other members reach it
 * @param clientUrls where clients reach it; empty until the member has started
 * @param isLearner whether it has no vote yet
 */
public record Member(
    long id, String name, List<String> peerUrls, List<String> clientUrls, boolean isLearner) {
  /** The id as etcd's tools write it: lower-case hexadecimal. */
  public String idHex() {
    return Long.toHexString(id);
  }
}
