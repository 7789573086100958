package io.cornerstone.server.cli;

import java.util.Optional;

/** The feature gates of etcd. */
enum Feature {
  STOP_GRPC_SERVICE_ON_DEFRAG("StopGRPCServiceOnDefrag", false, true),
  INITIAL_CORRUPT_CHECK("InitialCorruptCheck", false, true),
  COMPACT_HASH_CHECK("CompactHashCheck", false, true),
  TXN_MODE_WRITE_WITH_SHARED_BUFFER("TxnModeWriteWithSharedBuffer", true, false),
  LEASE_CHECKPOINT("LeaseCheckpoint", false, true),
  LEASE_CHECKPOINT_PERSIST("LeaseCheckpointPersist", false, true),
  SET_MEMBER_LOCAL_ADDR("SetMemberLocalAddr", false, true);

  private final String gate;
  private final boolean isOnByDefault;
  private final boolean isAlpha;

  Feature(String gate, boolean isOnByDefault, boolean isAlpha) {
    this.gate = gate;
    this.isOnByDefault = isOnByDefault;
    this.isAlpha = isAlpha;
  }

  /** As users write it. */
  String gate() {
    return gate;
  }

  boolean isOnByDefault() {
    return isOnByDefault;
  }

  /** Else beta. */
  boolean isAlpha() {
    return isAlpha;
  }

  static Optional<Feature> of(String gate) {
    for (Feature feature : values()) {
      if (feature.gate.equals(gate)) {
        return Optional.of(feature);
      }
    }
    return Optional.empty();
  }
}
