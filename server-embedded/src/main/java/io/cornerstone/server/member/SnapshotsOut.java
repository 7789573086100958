package io.cornerstone.server.member;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.store.DamagedStoreException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots on their way to followers that are too far behind. While one is under way, and for a
 * while after, the log behind it is kept: else the follower would need the next one at once. Raft
 * thread, where not said otherwise.
 */
final class SnapshotsOut {
  private static final Logger log = LoggerFactory.getLogger(SnapshotsOut.class);
  private static final long HOLD_NANOS = Duration.ofSeconds(30).toNanos();

  /** What the raft loop does once a snapshot has arrived or not. */
  interface Sent {
    void sent(long follower, SnapshotMeta meta, boolean delivered);
  }

  /** Log entries that must stay. */
  private record Hold(long index, long untilNanos) {}

  private final ApplyLoop apply;
  private final PeerNetwork peers;
  private final Clock clock;
  private final Sent onSent;
  private final Set<Long> underWay = new HashSet<>();
  private final TreeMap<Long, Hold> holds = new TreeMap<>();

  /**
   * @param onSent called on any thread
   */
  SnapshotsOut(ApplyLoop apply, PeerNetwork peers, Clock clock, Sent onSent) {
    this.apply = apply;
    this.peers = peers;
    this.clock = clock;
    this.onSent = onSent;
  }

  void send(long follower, long term) {
    if (!underWay.add(follower)) {
      return;
    }
    holds.put(follower, new Hold(apply.appliedIndex(), Long.MAX_VALUE));
    apply.execute(() -> sendNow(follower, term));
  }

  void ended(long follower) {
    underWay.remove(follower);
    holds.computeIfPresent(
        follower, (f, hold) -> new Hold(hold.index(), clock.monotonicNanos() + HOLD_NANOS));
  }

  /** The log must not be cut above this index. */
  long cutIndexMax() {
    final long now = clock.monotonicNanos();
    holds.entrySet().removeIf(hold -> isOver(hold.getKey(), hold.getValue(), now));
    return holds.values().stream().mapToLong(Hold::index).min().orElse(Long.MAX_VALUE);
  }

  private boolean isOver(long follower, Hold hold, long nowNanos) {
    return !underWay.contains(follower) && hold.untilNanos() - nowNanos < 0;
  }

  /** Apply thread. */
  private void sendNow(long follower, long term) {
    final StateSnapshot snapshot = StateSnapshot.take(apply.stateMachine());
    final SnapshotMeta meta = snapshot.meta();
    log.info(
        "sending snapshot: follower={} term={} index={}",
        Long.toHexString(follower),
        term,
        meta.last().index());
    peers
        .sendSnapshot(follower, term, snapshot)
        .whenComplete(
            (stored, failure) -> {
              if (failure != null) {
                log.warn(
                    "snapshot not delivered: follower={} reason={}",
                    Long.toHexString(follower),
                    failure.toString());
              }
              if (failure instanceof DamagedStoreException damage) {
                apply.execute(() -> stopFor(damage));
              }
              onSent.sent(follower, meta, failure == null);
            });
  }

  /** A member that cannot read what it has must not go on as if it could. */
  private static void stopFor(DamagedStoreException damage) {
    throw new UncheckedIOException(damage);
  }
}
