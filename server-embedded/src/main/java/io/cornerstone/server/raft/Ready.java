package io.cornerstone.server.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the core wants done, in this order:
 *
 * <ol>
 *   <li>install {@code snapshot}, if any, and write {@code entries} and {@code hardState} to the
 *       log;
 *   <li>send {@code messages}: they promise nothing about this member's disk, so that a leader
 *       replicates while it syncs;
 *   <li>sync if {@code mustSync}, then tell the core with {@link RaftCore#persisted};
 *   <li>send {@code messagesAfterSync}: votes and acknowledgements; they also wait for the syncs of
 *       all earlier Readys, whether this one asks for a sync or not;
 *   <li>apply {@code committed} in order, and serve {@code reads} once applied far enough;
 *   <li>send a snapshot to each of {@code snapshotsNeeded}.
 * </ol>
 *
 * <p>The shell may take further Readys while a sync is running, as long as writes, syncs and
 * messagesAfterSync keep the order of the Readys.
 *
 * @param hardState null if unchanged since the last Ready
 * @param snapshot replaces the whole log; if the state machine is already at or after it, which can
 *     happen after a restart, only the log is reset
 * @param committed entries to apply; on a leader an entry appears here only when a quorum has it on
 *     disk, which may be before this member has
 * @param snapshotsNeeded followers whose next entries are gone from the log
 */
public record Ready(
    @Nullable HardState hardState,
    List<Entry> entries,
    boolean mustSync,
    @Nullable SnapshotMeta snapshot,
    List<Envelope> messages,
    List<Envelope> messagesAfterSync,
    List<Entry> committed,
    List<ReadState> reads,
    List<Long> snapshotsNeeded) {}
