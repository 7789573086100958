package io.cornerstone.server.sim;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.member.MemberChanges;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Changes who is in the cluster, from one member to five and back, through all faults: one call
 * after another, at any member. Whoever was added is started and joins.
 */
final class Operator {
  /** A kind of change. */
  enum Change {
    ADD_VOTER,
    ADD_LEARNER,
    PROMOTE,
    REMOVE,
    REPLACE,
    UPDATE,
    MOVE_LEADER
  }

  static final int MEMBERS_MAX = 5;
  private static final long PAUSE_NANOS_MAX = 3 * SimWorld.SECOND;
  private static final long JOIN_NANOS_MAX = SimWorld.SECOND;

  private final SimWorld world;
  private final Workload workload;
  private final RandomGenerator random;
  private final Map<Change, Long> counts = new EnumMap<>(Change.class);
  private int urls;
  private boolean isOver;

  Operator(SimWorld world, Workload workload) {
    this.world = world;
    this.workload = workload;
    this.random = world.random();
  }

  void start() {
    next();
    startJoiners();
  }

  /** No further changes; members that were added are started and join nevertheless. */
  void stop() {
    isOver = true;
  }

  /** How many changes of each kind were acknowledged. */
  Map<Change, Long> counts() {
    return counts;
  }

  private void next() {
    world.events().after(random.nextLong(PAUSE_NANOS_MAX), this::step);
  }

  private void step() {
    if (isOver) {
      return;
    }
    final SimMember at = world.anyRunning();
    final List<Member> members = world.oracles().members();
    if (at == null || members.isEmpty()) {
      next();
      return;
    }
    final Member member = members.get(random.nextInt(members.size()));
    final Change change = Change.values()[random.nextInt(Change.values().length)];
    final MemberChanges changes = Objects.requireNonNull(at.life()).member().changes();
    world.trace("%s at %s, of %x", change, at.name(), member.getID());
    switch (change) {
      case ADD_VOTER, ADD_LEARNER -> {
        if (members.size() < MEMBERS_MAX) {
          add(changes, change, List.of("http://new" + urls++ + ":1"));
        } else {
          next();
        }
      }
      case PROMOTE -> promote(changes, learnerOr(member, members).getID());
      case REMOVE -> remove(changes, change, member, this::next);
      case REPLACE ->
          remove(changes, change, member, () -> add(changes, change, member.getPeerURLsList()));
      case UPDATE -> update(changes, member);
      case MOVE_LEADER -> {
        final CompletableFuture<Void> moved = changes.moveLeader(member.getID());
        acknowledge(change, moved, done -> next());
      }
    }
  }

  private static Member learnerOr(Member other, List<Member> members) {
    return members.stream().filter(Member::getIsLearner).findFirst().orElse(other);
  }

  private void add(MemberChanges changes, Change change, List<String> peerUrls) {
    acknowledge(
        change,
        changes.add(peerUrls, change != Change.ADD_VOTER, Identity.NONE),
        response -> {
          final long id = response.getMember().getID();
          world.check(world.oracles().wasAdded(id), "%x was added, but nobody knows", id);
          next();
        });
  }

  private void promote(MemberChanges changes, long id) {
    acknowledge(
        Change.PROMOTE,
        changes.promote(id, Identity.NONE),
        response -> {
          world.check(
              world.oracles().members().stream()
                  .noneMatch(member -> member.getID() == id && member.getIsLearner()),
              "%x was promoted, but is a learner",
              id);
          next();
        });
  }

  private void remove(MemberChanges changes, Change change, Member member, Runnable then) {
    acknowledge(
        change,
        changes.remove(member.getID(), Identity.NONE),
        response -> {
          world.check(
              world.oracles().isRemoved(member.getID()),
              "%x was removed, but is there",
              member.getID());
          then.run();
        });
  }

  /**
   * A further peer URL, of a member that has joined: a joiner is found by the ones it was given.
   */
  private void update(MemberChanges changes, Member member) {
    if (member.getName().isEmpty()) {
      next();
      return;
    }
    acknowledge(
        Change.UPDATE,
        changes.update(
            member.getID(),
            List.of(member.getPeerURLs(0), "http://moved" + urls++ + ":1"),
            Identity.NONE),
        response -> next());
  }

  /** Counts a change that is acknowledged, and goes on; one that is refused may happen later. */
  private <T> void acknowledge(Change change, CompletableFuture<T> call, Consumer<T> then) {
    workload.answer(
        call,
        (response, error) -> {
          if (error == null) {
            counts.merge(change, 1L, Long::sum);
            then.accept(response);
          } else {
            world.trace("%s refused: %s", change, error);
            next();
          }
        });
  }

  /**
   * Asks some member now and then who is in the cluster, and starts who was not started yet. The
   * answer may be out of date: who starts may have been removed meanwhile.
   */
  private void startJoiners() {
    world.events().after(random.nextLong(JOIN_NANOS_MAX), this::startJoiners);
    final SimMember at = world.anyRunning();
    if (at != null) {
      world
          .network()
          .introduce(at.id())
          .thenAccept(cluster -> world.events().after(0, () -> world.startAdded(cluster)));
    }
  }
}
