package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberPromoteRequest;
import io.cornerstone.protocol.MemberRemoveRequest;
import io.cornerstone.server.apply.AddedLearner;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.MalformedCommandException;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.RaftCore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one member of a cluster that has lost its majority for good a cluster of its own: it keeps
 * the data, the ids and its whole log. Of the log's end nobody is left to tell whether it was
 * committed, and what this member knows of that may be behind what clients were told, as a commit
 * alone is not synced; so all of it counts, and at worst a write of unknown outcome has happened.
 * All others are removed by entries that are committed by decree, in a term that nobody has seen,
 * so that what comes back of the old cluster is told that it was removed.
 *
 * <p>This breaks what consensus promises if the majority is not really gone.
 */
final class NewCluster {
  private static final Logger log = LoggerFactory.getLogger(NewCluster.class);

  private final DataDirectory.Opened opened;
  private final long self;

  private NewCluster(DataDirectory.Opened opened) {
    this.opened = opened;
    this.self = opened.identity().memberId();
  }

  /** Rewrites the end of the log, durably; what is returned takes the place of {@code opened}. */
  static DataDirectory.Opened force(DataDirectory.Opened opened) throws IOException {
    return new NewCluster(opened).force();
  }

  private DataDirectory.Opened force() throws IOException {
    final RaftCore.Restored old = opened.restored();
    final LogPosition base = old.snapshot().last();
    final List<Entry> kept = new ArrayList<>(old.tail());
    final long lastTerm =
        old.tail().isEmpty() ? base.term() : old.tail().get(old.tail().size() - 1).term();
    final long term = Math.max(old.hardState().term(), lastTerm) + 1;
    final List<Entry> added = entries(decrees(kept), term, base.index() + kept.size());
    final HardState hardState = new HardState(term, self, added.get(added.size() - 1).index());
    opened.wal().append(hardState, added);
    opened.wal().sync();
    log.warn("a new cluster is forced: member={} removed={}", Long.toHexString(self), added.size());
    kept.addAll(added);
    return new DataDirectory.Opened(
        opened.wal(),
        opened.identity(),
        new RaftCore.Restored(old.snapshot(), hardState, kept, old.config()),
        opened.stateMachine());
  }

  private List<Entry> entries(List<Command> commands, long term, long lastIndex) {
    final List<Entry> entries = new ArrayList<>();
    long index = lastIndex;
    for (Command command : commands) {
      index++;
      entries.add(new Entry(term, index, Entry.Type.CONFIG, command.encode()));
    }
    if (entries.isEmpty()) { // One at least, as it is what ends the old term.
      entries.add(new Entry(term, index + 1, Entry.Type.COMMAND, ByteString.EMPTY));
    }
    return entries;
  }

  /** What leaves this member alone, once everything in the log is applied. */
  private List<Command> decrees(List<Entry> kept) throws IOException {
    final TreeMap<Long, Boolean> learners = new TreeMap<>();
    for (Member member : opened.stateMachine().applier().members()) {
      learners.put(member.getID(), member.getIsLearner());
    }
    final SortedSet<Long> removed = new TreeSet<>(opened.stateMachine().applier().removedMembers());
    for (Entry entry : kept) {
      if (entry.type() == Entry.Type.CONFIG
          && !entry.data().isEmpty()
          && entry.index() > opened.stateMachine().applier().applied().index()) {
        foresee(Command.decode(entry.data()), learners, removed);
      }
    }
    if (!learners.containsKey(self)) {
      throw new IOException(
          "force-new-cluster: member "
              + Long.toHexString(self)
              + " is not in its cluster any more");
    }
    final List<Command> commands = new ArrayList<>();
    if (learners.getOrDefault(self, false)) {
      commands.add(
          command(
              CommandKind.MEMBER_PROMOTE, MemberPromoteRequest.newBuilder().setID(self).build()));
    }
    for (long other : learners.keySet()) {
      if (other != self) {
        commands.add(
            command(
                CommandKind.MEMBER_REMOVE, MemberRemoveRequest.newBuilder().setID(other).build()));
      }
    }
    return commands;
  }

  /** A change that is not applied yet; one that was refused foresees too much. */
  private static void foresee(
      Command command, TreeMap<Long, Boolean> learners, SortedSet<Long> removed) {
    try {
      switch (command.kind()) {
        case MEMBER_ADD -> foreseeAdded(Member.parseFrom(command.payload()), learners, removed);
        case LEARNER_ADD ->
            foreseeAdded(AddedLearner.decode(command.payload()).learner(), learners, removed);
        case MEMBER_PROMOTE ->
            learners.computeIfPresent(
                MemberPromoteRequest.parseFrom(command.payload()).getID(), (id, was) -> false);
        case MEMBER_REMOVE -> {
          final long gone = MemberRemoveRequest.parseFrom(command.payload()).getID();
          learners.remove(gone);
          removed.add(gone);
        }
        default -> {}
      }
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedCommandException("the payload is another message", e);
    }
  }

  private static void foreseeAdded(
      Member added, TreeMap<Long, Boolean> learners, SortedSet<Long> removed) {
    if (!removed.contains(added.getID())) {
      learners.putIfAbsent(added.getID(), added.getIsLearner());
    }
  }

  private static Command command(CommandKind kind, Message request) {
    return new Command(0, kind, Identity.NONE, request.toByteString());
  }
}
