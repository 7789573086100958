package io.cornerstone.server.sim;

import java.util.List;
import java.util.stream.Stream;

/** The mutations that the build's tests must find. */
final class Mutations {
  private static final List<Mutation> OF_MEMBERS =
      List.of(
          Mutation.of("the log is never synced", "member/LogWriter.java", "    wal.sync();\n", ""),
          Mutation.of(
              "a promise is sent before it is synced",
              "member/RaftLoop.java",
              "    send(ready.messages());\n",
              "    send(ready.messages());\n    send(ready.messagesAfterSync());\n"),
          Mutation.of(
              "a linearizable read does not wait for what is committed",
              "member/RaftLoop.java",
              "apply.whenApplied(state.index(), reads.confirmed(state));",
              "apply.whenApplied(0, reads.confirmed(state));"),
          new Mutation(
              "the last entry is applied again after a restart",
              List.of(
                  new Mutation.Edit(
                      "apply/Applier.java",
                      "position.index() != applied.index() + 1",
                      "position.index() > applied.index() + 1"),
                  new Mutation.Edit(
                      "member/MemberParts.java",
                      "        apply.appliedIndex(),\n",
                      "        Math.max(opened.restored().snapshot().last().index(),"
                          + " apply.appliedIndex() - 1),\n"))),
          Mutation.of(
              "the log is cut before the store is synced",
              "store/SegmentEngine.java",
              "        commit.segment().file().sync();\n",
              ""),
          Mutation.of(
              "a grant does not reach the disk",
              "apply/Applier.java",
              "engine.putState(LEASE_BUCKET, Ids.encode(leaseId), state.encode());",
              ""),
          Mutation.of(
              "the mark of a compaction does not reach the disk",
              "mvcc/MvccStore.java",
              "    engine.putState(META_BUCKET, COMPACT_REVISION_KEY,"
                  + " ByteString.copyFrom(encoded));\n",
              ""),
          new Mutation(
              "a lease expires on a follower's clock",
              List.of(
                  new Mutation.Edit(
                      "member/LeaseDuty.java",
                      "if (term == leadingTerm && !apply.lessor().isPrimary()) {",
                      "if (!apply.lessor().isPrimary()) {"),
                  new Mutation.Edit(
                      "member/RaftLoop.java",
                      "if (now.role() == Role.LEADER && now.term() == term) {",
                      "if (now.leader() != 0) {"))),
          Mutation.of(
              "a revoke leaves the last of the lease's keys",
              "apply/Applier.java",
              "for (ByteString key : keys) {",
              "for (ByteString key : keys.subList(0, Math.max(0, keys.size() - 1))) {"),
          Mutation.of(
              "a watcher that catches up misses a revision between two reads",
              "watch/Replay.java",
              "            readUpTo + 1,\n",
              "            readUpTo + (readUpTo % 3 == 0 ? 2 : 1),\n"),
          Mutation.of(
              "a blocked watcher loses what it was not given",
              "watch/WatchHub.java",
              "        leaveSynced(watcher, revision);\n",
              "        leaveSynced(watcher, revision + 1);\n"),
          Mutation.of(
              "a watcher that arrives late does not look for what came meanwhile",
              "watch/WatchHub.java",
              "      if (watcher.from > published) {\n        joinSynced(watcher);",
              "      if (watcher.from > 0) {\n"
                  + "        watcher.from = 0;\n"
                  + "        joinSynced(watcher);"),
          Mutation.of(
              "progress is reported while a watcher is behind",
              "watch/WatchHub.java",
              "return watcher.synced && watcher.from <= published;",
              "return true;"),
          Mutation.of(
              "a snapshot from the leader hides events from watchers",
              "watch/WatchHub.java",
              "    long next = published + 1;\n",
              "    long next = replacement.currentRevision() + 1;\n"));

  private static final List<Mutation> OF_MEMBERSHIP =
      List.of(
          Mutation.of(
              "a change of the members does not reach consensus",
              "member/MembershipDuty.java",
              "raft.configApplied(index, current -> next, answer);",
              "raft.configApplied(index, current -> current, answer);"),
          Mutation.of(
              "a member that was removed goes on",
              "member/MembershipDuty.java",
              "raft.schedule(LINGER, () -> context.fail(new MemberRemovedException(self)));",
              ""),
          Mutation.of(
              "a removal is not remembered",
              "apply/MemberBook.java",
              "    removed = Collections.unmodifiableSortedSet(nextRemoved);\n",
              ""),
          Mutation.of(
              "a promotion does not reach the disk",
              "apply/MemberBook.java",
              "change(request.getID(), member -> member.toBuilder().setIsLearner(false).build());",
              "members = members.stream()\n"
                  + ".map(m -> m.getID() == request.getID()"
                  + " ? m.toBuilder().setIsLearner(false).build() : m)\n"
                  + ".toList();"));

  static final List<Mutation> ALL =
      Stream.of(OF_MEMBERS, OF_MEMBERSHIP, RaftMutations.ALL).flatMap(List::stream).toList();

  private Mutations() {}
}
