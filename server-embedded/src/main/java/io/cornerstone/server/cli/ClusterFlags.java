package io.cornerstone.server.cli;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** The flags about the cluster that the member founds or joins. */
final class ClusterFlags {
  private static final FlagTable TABLE = new FlagTable();
  private static final FlagGroup IN_CLUSTERING = new FlagGroup(TABLE, Flag.Group.CLUSTERING);

  static final Flag<List<URI>> INITIAL_ADVERTISE_PEER_URLS =
      IN_CLUSTERING.works(
          "initial-advertise-peer-urls",
          FlagType.URLS,
          "http://localhost:2380",
          "Peer URLs of this member that the other members use.");

  static final Flag<Map<String, List<URI>>> INITIAL_CLUSTER =
      IN_CLUSTERING.works(
          "initial-cluster",
          FlagType.MEMBERS,
          "default=http://localhost:2380",
          "Founding members as name=url, separated by commas; without it, this member alone.");

  static final Flag<String> INITIAL_CLUSTER_STATE =
      IN_CLUSTERING.works(
          "initial-cluster-state",
          FlagType.choice("new", "existing"),
          "new",
          "Whether a member without data founds a cluster (new) or joins one (existing).");

  static final Flag<String> INITIAL_CLUSTER_TOKEN =
      IN_CLUSTERING.works(
          "initial-cluster-token",
          FlagType.TEXT,
          "etcd-cluster",
          "Keeps the ids of clusters apart that were founded alike.");

  static final Flag<List<URI>> ADVERTISE_CLIENT_URLS =
      IN_CLUSTERING.works(
          "advertise-client-urls",
          FlagType.CLIENT_URLS,
          "http://localhost:2379",
          "Client URLs of this member that the member list shows.");

  static final Flag<Boolean> STRICT_RECONFIG_CHECK =
      IN_CLUSTERING.works(
          "strict-reconfig-check",
          FlagType.SWITCH,
          "true",
          "Refuse changes of the members that put the quorum at risk.");

  static final Flag<Boolean> PRE_VOTE =
      IN_CLUSTERING.works(
          "pre-vote",
          FlagType.SWITCH,
          "true",
          "Ask whether an election could be won before standing for it.");

  static final Flag<Long> MAX_LEARNERS =
      IN_CLUSTERING.works(
          "max-learners",
          FlagType.number(1, Integer.MAX_VALUE, "learners"),
          "1",
          "Most learners that the cluster may have; the same on all members.");

  static {
    IN_CLUSTERING.accepts(
        "v2-deprecation",
        FlagType.choice(
            "not-yet", "write-only", "write-only-drop-data", "write-only-skip-check", "gone"),
        "write-only",
        "Phase of the farewell to the v2 store.",
        "there is no v2 store");
  }

  private static final FlagGroup IN_UNSAFE = new FlagGroup(TABLE, Flag.Group.UNSAFE);

  static final Flag<Boolean> FORCE_NEW_CLUSTER =
      IN_UNSAFE.works(
          "force-new-cluster",
          FlagType.SWITCH,
          "false",
          "Make this member, with its data, the only one: for a cluster that has lost its"
              + " majority.");

  static {
    IN_UNSAFE.accepts(
        "unsafe-no-fsync",
        FlagType.SWITCH,
        "false",
        "Do not sync files.",
        "files are synced all the same");
  }

  private ClusterFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
