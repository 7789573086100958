package io.cornerstone.server.raft;

import io.cornerstone.server.raft.progress.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A leader's sending: which entries go to which follower, and when. Appends are made only when a
 * {@link Ready} is taken, so that all proposals of a batch travel in one message.
 */
final class Replication {
  private final RaftCore core;
  private final long openingIndex; // The entry that opens the term.
  private final List<Progress> followers = new ArrayList<>(); // By member id; a handful.

  // Followers that are equally far get the same message, so that it is made (and encoded) once.
  private Message.@Nullable AppendRequest latest;
  private long latestLogEnd;
  private Message.@Nullable AppendRequest weighed;
  private long weighedBytes;

  Replication(RaftCore core, long openingIndex) {
    this.core = core;
    this.openingIndex = openingIndex;
    align(openingIndex, false);
  }

  /**
   * Sends to the members that are in the configuration now, and to no others. Those that are new
   * have a whole election timeout to be heard in.
   */
  void reconfigure() {
    align(core.log().lastIndex() + 1, true);
  }

  private void align(long nextIndex, boolean isActive) {
    SortedSet<Long> members = core.config().members();
    members.remove(core.memberId());
    followers.removeIf(progress -> !members.contains(progress.member()));
    for (long member : members) {
      if (find(member) == null) {
        Progress progress = newProgress(member, nextIndex);
        if (isActive) {
          progress.heard();
        }
        followers.add(progress);
      }
    }
    followers.sort(Comparator.comparingLong(Progress::member));
  }

  private Progress newProgress(long member, long nextIndex) {
    RaftConfig settings = core.settings();
    return new Progress(
        member, nextIndex, settings.inflightAppendsMax(), settings.inflightBytesMax());
  }

  List<FollowerStatus> status() {
    return followers.stream()
        .map(
            progress ->
                new FollowerStatus(
                    progress.member(),
                    progress.matchIndex(),
                    progress.nextIndex(),
                    progress.mode(),
                    !core.quorum().isVoter(progress.member()),
                    progress.isRecentlyActive()))
        .toList();
  }

  /** The voter that has most of the log; {@link RoleState#NONE} if there is no other. */
  long mostAdvancedVoter() {
    return followers.stream()
        .filter(progress -> core.quorum().isVoter(progress.member()))
        .max(Comparator.comparingLong(Progress::matchIndex))
        .map(Progress::member)
        .orElse(RoleState.NONE);
  }

  /** Null for a member that is not in the configuration. */
  @Nullable Progress find(long member) {
    for (Progress progress : followers) {
      if (progress.member() == member) {
        return progress;
      }
    }
    return null;
  }

  /** For members of the configuration. */
  Progress get(long member) {
    return Objects.requireNonNull(find(member));
  }

  /** The regular heartbeat to everyone. */
  void heartbeat(long round) {
    for (Progress progress : followers) {
      progress.heartbeatDue();
      sendHeartbeat(progress, round);
    }
  }

  /** A heartbeat for the sake of a read round, whose answers only count if voters give them. */
  void askVoters(long round) {
    for (Progress progress : followers) {
      if (core.quorum().isVoter(progress.member())) {
        sendHeartbeat(progress, round);
      }
    }
  }

  /** Sends each follower what it lacks, as far as its window allows. */
  void flush() {
    for (Progress progress : followers) {
      while (!progress.isPaused() && hasNews(progress)) {
        sendAppend(progress, core.settings().appendBytesMax());
      }
      if (progress.isCommitUntold(core.log().commitIndex())) {
        sendAppend(progress, 0);
      }
    }
  }

  /** An append without entries at the end of what was sent: a rejection will show a loss. */
  void askWhatArrived(Progress progress) {
    sendAppend(progress, 0);
  }

  private boolean hasNews(Progress progress) {
    return progress.nextIndex() <= core.log().lastIndex() || progress.mode() == Progress.Mode.PROBE;
  }

  /** Sends up to {@code bytesMax} of entries, none if it is 0. */
  private void sendAppend(Progress progress, int bytesMax) {
    RaftLog log = core.log();
    if (!log.hasTermAt(progress.nextIndex() - 1)) {
      progress.snapshotNeeded();
      core.outbox().needSnapshot(progress.member());
      core.trace(
          "member "
              + progress.member()
              + " needs a snapshot: the log begins at "
              + log.firstIndex()
              + ", its next entry is "
              + progress.nextIndex());
      return;
    }
    Message.AppendRequest append = makeAppend(progress.nextIndex(), bytesMax);
    progress.appendSent(append.entries().size(), weigh(append), append.commitIndex());
    transmit(progress.member(), append);
  }

  private Message.AppendRequest makeAppend(long nextIndex, int bytesMax) {
    RaftLog log = core.log();
    if (bytesMax == 0) {
      return new Message.AppendRequest(
          core.term(), positionBefore(nextIndex), List.of(), log.commitIndex());
    }
    if (latest == null
        || latestLogEnd != log.lastIndex()
        || latest.previous().index() != nextIndex - 1
        || latest.commitIndex() != log.commitIndex()) {
      latest =
          new Message.AppendRequest(
              core.term(),
              positionBefore(nextIndex),
              log.slice(nextIndex, log.lastIndex() + 1, bytesMax),
              log.commitIndex());
      latestLogEnd = log.lastIndex();
    }
    return latest;
  }

  private long weigh(Message.AppendRequest append) {
    if (append != latest) {
      return 0; // Made without entries.
    }
    if (weighed != append) {
      weighed = append;
      weighedBytes = append.entries().stream().mapToLong(EntryRing::weigh).sum();
    }
    return weighedBytes;
  }

  private LogPosition positionBefore(long index) {
    return new LogPosition(core.log().termAt(index - 1), index - 1);
  }

  private void sendHeartbeat(Progress progress, long round) {
    long commitIndex = Math.min(progress.matchIndex(), core.log().commitIndex());
    transmit(progress.member(), new Message.Heartbeat(core.term(), commitIndex, round));
  }

  private void transmit(long to, Message message) {
    if (isTermDurable()) {
      core.outbox().send(to, message);
    } else {
      core.outbox().sendAfterSync(to, message);
    }
  }

  /** Whether messages may overtake the disk; see {@link LeaderState}. */
  private boolean isTermDurable() {
    return !core.quorum().isSoleVoter(core.memberId()) || core.log().durableIndex() >= openingIndex;
  }
}
