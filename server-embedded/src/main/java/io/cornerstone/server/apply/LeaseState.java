package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import io.cornerstone.server.lease.Lessor;

/**
 * What the store holds of a lease: the granted ttl, then, only while a checkpoint is in force, what
 * that left; both in seconds, 8 bytes each, big endian.
 *
 * @param checkpointSeconds 0 if no checkpoint is in force
 */
record LeaseState(long ttlSeconds, long checkpointSeconds) {
  ByteString encode() {
    final ByteString ttl = Ids.encode(ttlSeconds);
    return checkpointSeconds == 0 ? ttl : ttl.concat(Ids.encode(checkpointSeconds));
  }

  static LeaseState decode(ByteString bytes) {
    final boolean hasCheckpoint = bytes.size() > Long.BYTES;
    return new LeaseState(
        Ids.decode(bytes), hasCheckpoint ? Ids.decode(bytes.substring(Long.BYTES)) : 0);
  }

  void restore(Lessor lessor, long leaseId) {
    lessor.grant(leaseId, ttlSeconds);
    lessor.checkpoint(leaseId, checkpointSeconds);
  }
}
