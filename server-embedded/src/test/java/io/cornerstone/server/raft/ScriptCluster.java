package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import io.cornerstone.server.raft.progress.Progress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs the commands of a script test on a cluster in which nothing happens by itself.
 *
 * <pre>
 *   cluster voters=1,2,3 learners=4 inflight=2 append-bytes=200    (only voters is needed)
 *           joiners=5 (not in the configuration) inflight-bytes=N uncommitted-bytes=N lease=true
 *   config M VOTERS;LEARNERS;[joint]     what the configuration is to be
 *   transfer M F | clock M TICKS
 *   log M terms=1,1,4 term=4 commit=2     restart M with this log; entries are named by their index
 *   campaign M | tick M N | propose M a b c | read M CONTEXT | restart M | compact M INDEX
 *   unreachable M F         M could not send to F
 *   snapshot M F [failed]   M's snapshot reaches F, and M hears how it went
 *   write M                 one Ready of M: written, but not synced
 *   sync M                  M's disk is done
 *   deliver M F [N]         messages under way from M to F, all or the first N
 *   lose M F                loses them
 *   cut M | cut M F | heal  both directions, M with everyone or with F
 *   stabilize               everything until nothing is left to do
 *   status | logs | progress M
 * </pre>
 */
final class ScriptCluster {
  private record Link(long from, long to) {}

  private final List<String> output = new ArrayList<>();
  private final SortedMap<Long, ScriptMember> members = new TreeMap<>();
  private final Map<Link, Deque<Message>> underWay =
      new TreeMap<>(
          (a, b) ->
              a.from() != b.from()
                  ? Long.compare(a.from(), b.from())
                  : Long.compare(a.to(), b.to()));
  private final Set<String> cut = new TreeSet<>();

  /** Runs one line and returns what it caused. */
  List<String> run(String line) {
    String[] words = line.trim().split("\\s+");
    if (words[0].equals("cluster")) {
      create(line);
    } else {
      runCommand(words, line);
    }
    List<String> result = List.copyOf(output);
    output.clear();
    return result;
  }

  private void runCommand(String[] words, String line) {
    switch (words[0]) {
      case "stabilize" -> stabilize();
      case "status" -> members.values().forEach(m -> output.add(describe(m.core().status())));
      case "logs" -> members.forEach((id, m) -> output.add(id + ": " + describeLog(m.core())));
      case "heal" -> cut.clear();
      default -> runOnMember(words, line, member(words[1]));
    }
  }

  private void runOnMember(String[] words, String line, ScriptMember member) {
    long id = Long.parseLong(words[1]);
    long argument = words.length > 2 && words[2].matches("\\d+") ? Long.parseLong(words[2]) : 0;
    switch (words[0]) {
      case "log" -> preset(member, line);
      case "campaign" -> member.core().campaign();
      case "tick" -> tick(member, argument);
      case "propose" -> output.add(member.core().propose(commands(words)).toString());
      case "read" -> output.add(member.core().readIndex(argument) ? "asked" : "no leader");
      case "config" ->
          output.add(member.core().proposeConfig(ByteString.copyFromUtf8(words[2])).toString());
      case "transfer" ->
          output.add(member.core().transferLeadership(argument) ? "begun" : "refused");
      case "clock" -> member.core().clock(argument);
      case "restart" -> member.restart();
      case "compact" -> member.compact(argument);
      case "unreachable" -> member.core().unreachable(argument);
      case "snapshot" -> snapshot(id, argument, words.length < 4);
      case "write" -> send(id, member.write());
      case "sync" -> send(id, member.sync());
      case "deliver" ->
          deliver(
              new Link(id, argument),
              words.length > 3 ? Integer.parseInt(words[3]) : Integer.MAX_VALUE);
      case "lose" -> underWay.remove(new Link(id, argument));
      case "cut" -> cut(id, argument);
      case "progress" -> describeProgress(member);
      default -> throw new IllegalArgumentException("unknown command: " + line);
    }
  }

  private void create(String line) {
    members.clear();
    underWay.clear();
    cut.clear();
    ClusterConfig config =
        new ClusterConfig(
            new TreeSet<>(ids(option(line, "voters", ""))),
            new TreeSet<>(ids(option(line, "learners", ""))));
    TreeSet<Long> all = new TreeSet<>(config.voters());
    all.addAll(config.learners());
    all.addAll(ids(option(line, "joiners", "")));
    for (long id : all) {
      RaftConfig settings =
          new RaftConfig(
              id,
              10,
              1,
              Integer.parseInt(option(line, "append-bytes", "1000")),
              Integer.parseInt(option(line, "inflight", "8")),
              Long.parseLong(option(line, "inflight-bytes", "1000000")),
              Long.parseLong(option(line, "uncommitted-bytes", "1000000")),
              Boolean.parseBoolean(option(line, "lease", "false")),
              Boolean.parseBoolean(option(line, "pre-vote", "true")));
      members.put(id, new ScriptMember(settings, config, output::add));
    }
  }

  private void preset(ScriptMember member, String line) {
    List<Entry> entries = new ArrayList<>();
    for (long term : ids(option(line, "terms", ""))) {
      entries.add(new Entry(term, entries.size() + 1, Entry.Type.COMMAND, ByteString.EMPTY));
    }
    long term = Long.parseLong(option(line, "term", "0"));
    long commitIndex = Long.parseLong(option(line, "commit", "0"));
    member.disk().syncUntil(member.disk().write(new HardState(term, 0, commitIndex), entries));
    member.restart();
  }

  private static void tick(ScriptMember member, long count) {
    for (long i = 0; i < Math.max(1, count); i++) {
      member.core().tick();
    }
  }

  private static List<ByteString> commands(String[] words) {
    return List.of(words).subList(2, words.length).stream().map(ByteString::copyFromUtf8).toList();
  }

  private void snapshot(long from, long to, boolean isDelivered) {
    ScriptMember sender = member(from);
    SnapshotMeta meta = sender.snapshot();
    if (isDelivered) {
      Message install = new Message.InstallSnapshot(sender.core().status().term(), meta);
      output.add(from + " -> " + to + " " + ScriptText.of(install));
      member(to).core().step(from, install);
    }
    sender.core().snapshotSent(to, meta, isDelivered);
  }

  private void send(long from, List<Envelope> envelopes) {
    for (Envelope envelope : envelopes) {
      underWay
          .computeIfAbsent(new Link(from, envelope.to()), link -> new ArrayDeque<>())
          .add(envelope.message());
    }
  }

  private boolean deliver(Link link, int most) {
    Deque<Message> messages = underWay.getOrDefault(link, new ArrayDeque<>());
    boolean isAny = false;
    for (int i = 0; i < most && !messages.isEmpty(); i++) {
      Message message = messages.remove();
      if (!cut.contains(link.from() + "-" + link.to())) {
        output.add(link.from() + " -> " + link.to() + " " + ScriptText.of(message));
        member(link.to()).core().step(link.from(), message);
        isAny = true;
      }
    }
    return isAny;
  }

  private void cut(long member, long other) {
    for (long peer : members.keySet()) {
      if (other == 0 || peer == other) {
        cut.add(member + "-" + peer);
        cut.add(peer + "-" + member);
      }
    }
  }

  private void stabilize() {
    boolean isAny = true;
    while (isAny) {
      isAny = false;
      for (Map.Entry<Long, ScriptMember> each : members.entrySet()) {
        ScriptMember member = each.getValue();
        while (member.core().hasReady() || member.hasUnsynced()) {
          isAny = true;
          if (member.core().hasReady()) {
            send(each.getKey(), member.write());
          }
          send(each.getKey(), member.sync());
        }
      }
      for (Link link : List.copyOf(underWay.keySet())) {
        isAny |= deliver(link, Integer.MAX_VALUE);
      }
    }
  }

  private ScriptMember member(String id) {
    return member(Long.parseLong(id));
  }

  private ScriptMember member(long id) {
    return Objects.requireNonNull(members.get(id), () -> "no member " + id);
  }

  private static String describe(RaftStatus status) {
    return status.memberId()
        + ": "
        + status.role()
        + " term="
        + status.term()
        + " leader="
        + status.leader()
        + " commit="
        + status.commitIndex()
        + " last="
        + status.lastIndex()
        + (status.transferee() == 0 ? "" : " transferee=" + status.transferee());
  }

  private static String describeLog(RaftCore core) {
    RaftLog log = core.log();
    return "after "
        + ScriptText.of(new LogPosition(log.termAt(log.firstIndex() - 1), log.firstIndex() - 1))
        + " "
        + ScriptText.of(log.slice(log.firstIndex(), log.lastIndex() + 1, Integer.MAX_VALUE));
  }

  private void describeProgress(ScriptMember member) {
    if (member.core().role() instanceof LeaderState leader) {
      for (long id : members.keySet()) {
        Progress progress = leader.progress(id);
        if (progress != null) {
          output.add(
              id
                  + ": "
                  + progress.mode()
                  + " match="
                  + progress.matchIndex()
                  + " next="
                  + progress.nextIndex()
                  + " inflight="
                  + progress.inflightAppends()
                  + (progress.isPaused() ? " paused" : ""));
        }
      }
    }
  }

  private static String option(String line, String name, String otherwise) {
    for (String word : List.of(line.trim().split("\\s+"))) {
      if (word.startsWith(name + "=")) {
        return word.substring(name.length() + 1);
      }
    }
    return otherwise;
  }

  private static List<Long> ids(String list) {
    return list.isEmpty()
        ? List.of()
        : List.of(list.split(",")).stream().map(Long::valueOf).toList();
  }
}
