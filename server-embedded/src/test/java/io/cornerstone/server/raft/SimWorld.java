package io.cornerstone.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Members on one event queue, with a network that loses, repeats, delays and cuts; one seed. */
final class SimWorld {
  private static final int TICK = 20; // Units of simulated time, at most.

  private record Event(long at, long order, SimMember member, Runnable action) {}

  private record Link(long from, long to) {}

  private final Random random;
  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final SortedMap<Long, SimMember> members = new TreeMap<>();
  private final Set<Link> cut = new HashSet<>();
  private final SimOracle oracle;
  private final Deque<String> history = new ArrayDeque<>();
  private final int dropPercent;
  private final int duplicatePercent;
  private final int slowPercent;
  private final int appendBytesMax;
  private final int inflightAppendsMax;
  private final long inflightBytesMax;
  private final boolean isLeaseRead;
  private final boolean isChanging; // Whether members come and go.
  private final ClusterConfig founders;
  private boolean isFaulty = true;
  private long now;
  private long events;
  private long scheduled;
  private long proposals;

  SimWorld(long seed) {
    random = new Random(seed);
    dropPercent = random.nextInt(15);
    duplicatePercent = random.nextInt(10);
    slowPercent = random.nextInt(10);
    appendBytesMax = 100 + random.nextInt(900);
    inflightAppendsMax = 1 + random.nextInt(8);
    inflightBytesMax = 200 + random.nextInt(4000);
    isLeaseRead = random.nextInt(3) == 0;
    isChanging = random.nextInt(4) != 0;
    ClusterConfig config = config();
    founders = config;
    oracle = new SimOracle(config);
    for (long id : config.voters()) {
      members.put(id, new SimMember(id, config, this));
    }
    for (long id : config.learners()) {
      members.put(id, new SimMember(id, config, this));
    }
    members.values().forEach(SimMember::start);
  }

  private ClusterConfig config() {
    int voterCount = List.of(1, 2, 3, 3, 3, 4, 5, 5).get(random.nextInt(8));
    SortedSet<Long> voters = new TreeSet<>();
    for (long id = 1; id <= voterCount; id++) {
      voters.add(id);
    }
    SortedSet<Long> learners = new TreeSet<>();
    if (random.nextInt(3) == 0) {
      learners.add(voterCount + 1L);
    }
    return new ClusterConfig(voters, learners);
  }

  RandomGenerator random() {
    return random;
  }

  SimOracle oracle() {
    return oracle;
  }

  long now() {
    return now;
  }

  long events() {
    return events;
  }

  int appendBytesMax() {
    return appendBytesMax;
  }

  int inflightAppendsMax() {
    return inflightAppendsMax;
  }

  long inflightBytesMax() {
    return inflightBytesMax;
  }

  boolean isLeaseRead() {
    return isLeaseRead;
  }

  List<String> history() {
    return new ArrayList<>(history);
  }

  void trace(long member, String event) {
    history.add("at " + now + " member " + member + ": " + event);
    if (history.size() > 60) {
      history.remove();
    }
  }

  long syncDelay() {
    if (random.nextInt(100) < slowPercent) {
      return random.nextInt(isFaulty ? 300 : 30);
    }
    return random.nextInt(5);
  }

  void after(long delay, SimMember member, Runnable action) {
    queue.add(new Event(now + delay, ++scheduled, member, action));
  }

  void sendAll(long from, List<Envelope> envelopes) {
    envelopes.forEach(envelope -> send(from, envelope));
  }

  private void send(long from, Envelope envelope) {
    long to = envelope.to();
    if (cut.contains(new Link(from, to)) && random.nextInt(4) == 0) {
      after(1, member(from), () -> member(from).unreachable(to));
    }
    int copies = 1;
    if (isFaulty && random.nextInt(100) < dropPercent) {
      copies = 0;
    } else if (isFaulty && random.nextInt(100) < duplicatePercent) {
      copies = 2;
    }
    for (int i = 0; i < copies; i++) {
      deliver(from, to, () -> member(to).step(from, envelope.message()));
    }
  }

  private void deliver(long from, long to, Runnable action) {
    boolean isSlow = isFaulty && random.nextInt(100) < slowPercent;
    after(
        1 + random.nextInt(isSlow ? 400 : 8),
        member(to),
        () -> {
          if (!cut.contains(new Link(from, to))) {
            action.run();
          }
        });
  }

  void sendSnapshot(SimMember from, long to, @Nullable SnapshotMeta meta) {
    long term = from.core().term();
    long delay = 5L + random.nextInt(40);
    if (meta == null || (isFaulty && random.nextInt(4) == 0)) {
      SnapshotMeta none =
          new SnapshotMeta(LogPosition.ZERO, new ClusterConfig(new TreeSet<>(), new TreeSet<>()));
      after(delay, from, from.snapshotReport(to, meta == null ? none : meta, false));
      return;
    }
    deliver(
        from.id(), to, () -> member(to).step(from.id(), new Message.InstallSnapshot(term, meta)));
    after(delay, from, from.snapshotReport(to, meta, true));
  }

  /** Runs {@code duration} of simulated time with clients at work and things going wrong. */
  void runFaulty(long duration) {
    long until = now + duration;
    while (now < until) {
      int calm = 20 + random.nextInt(200);
      run(now + calm, () -> false);
      disturb();
    }
  }

  /** Repairs everything and demands that the cluster works again within a bounded time. */
  void healAndProgress() {
    isFaulty = false;
    cut.clear();
    members.values().stream().filter(m -> !m.isUp()).forEach(SimMember::start);
    for (SimMember member : List.copyOf(members.values())) {
      long index = oracle.committedIndex();
      int reads = member.readsAnswered();
      boolean isDone =
          run(
              now + 300L * TICK,
              () ->
                  everyoneApplied(index + 1) && (member.readsAnswered() > reads || !isIn(member)));
      assertThat(isDone)
          .as("progress with proposals and reads at member %d: %s", member.id(), members.values())
          .isTrue();
    }
  }

  private boolean everyoneApplied(long index) {
    return members.values().stream().filter(this::isIn).allMatch(m -> m.applied() >= index)
        && oracle.committedIndex() >= index;
  }

  /** Whether the member still is, or is already, in the cluster. */
  private boolean isIn(SimMember member) {
    return oracle.latestState().config().members().contains(member.id());
  }

  /** Runs until the time is over, or the goal is reached; returns whether it was. */
  private boolean run(long until, BooleanSupplier goal) {
    while (true) {
      if (goal.getAsBoolean()) {
        return true;
      }
      Event event = queue.peek();
      if (event == null || event.at() > until) {
        now = until;
        return false;
      }
      queue.remove();
      now = event.at();
      event.action().run();
      events++;
      if (event.member().isUp()) {
        oracle.check(event.member(), members.values());
      }
      if (random.nextInt(12) == 0) {
        actAsClient();
      }
    }
  }

  private void actAsClient() {
    SimMember member = anyMember();
    switch (random.nextInt(isFaulty ? 6 : 5)) {
      case 0 -> act(member, SimMember::read);
      case 1 -> leaders().forEach(leader -> act(leader, SimMember::read));
      case 2 -> {
        if (random.nextInt(4) == 0) {
          act(member, SimMember::compact);
        }
      }
      case 5 -> {
        if (random.nextInt(8) == 0) {
          reorganize(member);
        }
      }
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          act(member, m -> m.propose(ByteString.copyFromUtf8("command " + ++proposals)));
        }
      }
    }
  }

  private void reorganize(SimMember member) {
    if (random.nextInt(3) == 0) {
      long to = anyMember().id();
      leaders().forEach(leader -> act(leader, m -> m.transfer(to)));
    } else if (isChanging) {
      ByteString command = change();
      act(
          random.nextInt(4) == 0 ? member : leaders().stream().findAny().orElse(member),
          m -> m.proposeConfig(command));
    }
  }

  /** A change that makes sense after the last one, unless others come between. */
  private ByteString change() {
    ClusterConfig config = oracle.latestState().config();
    SortedSet<Long> voters = new TreeSet<>(config.voters());
    SortedSet<Long> learners = new TreeSet<>(config.learners());
    boolean isJoint = random.nextInt(3) == 0;
    for (int i = isJoint ? 1 + random.nextInt(3) : 1; i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> remove(random.nextBoolean() ? learners : voters);
        case 1 -> {
          if (voters.size() < 5) {
            voters.add(members.size() < 10 ? newcomer() : anyMember().id());
          }
        }
        case 2 -> {
          if (members.size() < 10 && learners.size() < 2) {
            learners.add(newcomer());
          }
        }
        default -> {
          if (isJoint && voters.size() > 1 && random.nextBoolean()) {
            learners.add(remove(voters)); // Demoted.
          } else if (!learners.isEmpty()) {
            voters.add(remove(learners)); // Promoted.
          }
        }
      }
    }
    learners.removeAll(voters);
    return SimConfig.command(voters, learners, isJoint);
  }

  private long remove(SortedSet<Long> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    long gone = List.copyOf(ids).get(random.nextInt(ids.size()));
    ids.remove(gone);
    return gone;
  }

  private long newcomer() {
    long id = members.lastKey() + 1;
    SimMember member = new SimMember(id, founders, this);
    members.put(id, member);
    member.start();
    return id;
  }

  private void act(SimMember member, Consumer<SimMember> action) {
    action.accept(member);
    if (member.isUp()) {
      oracle.check(member, members.values());
    }
  }

  private void disturb() {
    SimMember member = anyMember();
    switch (random.nextInt(12)) {
      case 0, 1 -> crash(member);
      case 2, 3, 4 -> members.values().stream().filter(m -> !m.isUp()).forEach(SimMember::start);
      case 5 -> isolate(member);
      case 6, 7 -> leaders().forEach(this::isolate);
      case 8 -> cut.add(new Link(member.id(), anyMember().id()));
      case 9, 10 -> cut.clear();
      default -> member.campaign();
    }
  }

  private void crash(SimMember member) {
    if (member.isUp()) {
      trace(member.id(), "crashes");
      member.crash();
    }
  }

  /** Those that believe to lead: of several, all but one are wrong. */
  private List<SimMember> leaders() {
    return members.values().stream()
        .filter(m -> m.isUp() && m.core().status().role() == Role.LEADER)
        .toList();
  }

  private void isolate(SimMember member) {
    boolean isOneWay = random.nextInt(3) == 0;
    for (long other : members.keySet()) {
      cut.add(new Link(member.id(), other));
      if (!isOneWay) {
        cut.add(new Link(other, member.id()));
      }
    }
  }

  private SimMember anyMember() {
    return member(List.copyOf(members.keySet()).get(random.nextInt(members.size())));
  }

  private SimMember member(long id) {
    SimMember member = members.get(id);
    assertThat(member).as("member %d", id).isNotNull();
    return Objects.requireNonNull(member);
  }
}
