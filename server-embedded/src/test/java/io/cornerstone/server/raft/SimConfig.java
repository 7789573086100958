package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a simulated state machine makes of CONFIG entries: the configuration, and who has left, for
 * no member id is used again. A command is {@code "VOTERS;LEARNERS[;joint]"}, what is to be.
 */
record SimConfig(ClusterConfig config, SortedSet<Long> removed) {
  static SimConfig of(ClusterConfig config) {
    return new SimConfig(config, new TreeSet<>());
  }

  static ByteString command(SortedSet<Long> voters, SortedSet<Long> learners, boolean isJoint) {
    return ByteString.copyFromUtf8(
        text(voters) + ";" + text(learners) + (isJoint ? ";joint" : ";"));
  }

  /** The state after an entry; a command that must not follow this one changes nothing. */
  SimConfig apply(Entry entry) {
    if (entry.type() != Entry.Type.CONFIG) {
      return this;
    }
    ClusterConfig next = entry.data().isEmpty() ? config.leaveJoint() : wanted(entry.data());
    if (!config.mayBecome(next) || next.members().stream().anyMatch(removed::contains)) {
      return this;
    }
    SortedSet<Long> gone = new TreeSet<>(removed);
    gone.addAll(config.members());
    gone.removeAll(next.members());
    return new SimConfig(next, gone);
  }

  private ClusterConfig wanted(ByteString command) {
    String[] parts = command.toStringUtf8().split(";", -1);
    SortedSet<Long> voters = ids(parts[0]);
    SortedSet<Long> learners = ids(parts[1]);
    return parts[2].equals("joint")
        ? config.enterJoint(voters, learners)
        : new ClusterConfig(voters, learners);
  }

  private static String text(SortedSet<Long> ids) {
    return String.join(",", ids.stream().map(String::valueOf).toList());
  }

  private static SortedSet<Long> ids(String list) {
    SortedSet<Long> ids = new TreeSet<>();
    for (String id : list.isEmpty() ? new String[0] : list.split(",")) {
      ids.add(Long.valueOf(id));
    }
    return ids;
  }
}
