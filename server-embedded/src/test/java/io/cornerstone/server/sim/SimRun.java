package io.cornerstone.server.sim;

import io.cornerstone.protocol.Member;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One seed: a cluster under load and faults for a while; then everything heals, and the cluster
 * must get on within bounded time, to a state in which nothing is missing anywhere.
 */
final class SimRun {
  private static final long PROGRESS_NANOS = 12 * SimWorld.SECOND;
  private static final long REST_NANOS = 30 * SimWorld.SECOND;

  /**
   * What a run came to.
   *
   * @param simulatedNanos true time that passed in it
   * @param fingerprint equal for equal runs
   */
  record Result(
      long simulatedNanos,
      long events,
      long writes,
      long reads,
      long watched,
      int leasesGone,
      Map<Nemesis.Fault, Long> faults,
      Map<Operator.Change, Long> changes,
      String fingerprint) {}

  private final SimWorld world;
  private final Workload workload;
  private final Nemesis nemesis;
  private final Operator operator;

  private SimRun(long seed, int size) {
    world = new SimWorld(seed, size);
    workload = new Workload(world);
    nemesis = new Nemesis(world);
    operator = new Operator(world, workload);
  }

  /** Runs a seed. @throws SimFailure if anything does not hold */
  static Result run(long seed, long faultSeconds) {
    final SimRun run = new SimRun(seed, seed % 4 == 0 ? 5 : 3);
    try {
      return run.run(faultSeconds);
    } catch (SimFailure e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw run.world.failure("the run broke", e);
    }
  }

  private Result run(long faultSeconds) {
    world.members().forEach(SimMember::start);
    workload.start();
    nemesis.start();
    operator.start();
    world.run(faultSeconds * SimWorld.SECOND);
    nemesis.stop();
    operator.stop();
    world.run(SimWorld.MILLI);
    world.heal();
    workload.watchers().forEach(WatchClient::heal);
    demandProgress();
    final long restFrom = world.events().now();
    workload.stop();
    world.run(REST_NANOS);
    demandAgreement();
    workload.leases().checkAbandonedAreGone(restFrom);
    return result();
  }

  private void demandProgress() {
    final long writes = workload.writes();
    final long reads = workload.reads();
    for (long left = PROGRESS_NANOS; left > 0; left -= SimWorld.SECOND) {
      world.run(SimWorld.SECOND);
      if (workload.writes() == writes) {
        superviseRemoved();
      }
    }
    world.check(
        workload.writes() > writes + 10 && workload.reads() > reads + 10,
        "healed, but no progress within %d s:%s",
        PROGRESS_NANOS / SimWorld.SECOND,
        world.members().stream().map(SimRun::describe).collect(Collectors.joining()));
  }

  private static String describe(SimMember member) {
    final SimMember.Life life = member.life();
    return "\n  %s %x %s"
        .formatted(
            member.name(),
            member.id(),
            life == null ? "is away" : life.probe().status() + " " + life.probe().config());
  }

  /**
   * A removed member stops a second after it has applied its removal, and then the only one that is
   * left of two may not know yet that the removal is committed. It learns so when the process is
   * started again, as a supervisor does.
   */
  private void superviseRemoved() {
    world.members().stream().filter(SimMember::isRetired).forEach(SimMember::start);
  }

  private void demandAgreement() {
    final List<Member> members = world.oracles().members();
    for (SimMember member : world.members()) {
      final SimMember.Life life = member.life();
      if (world.oracles().isRemoved(member.id())) {
        world.check(
            life == null || knowsNobody(life), "%s was removed and does not stop", member.name());
        continue;
      }
      world.check(
          life != null && life.member().currentRevision() == world.ledger().last(),
          "%s is not at revision %d",
          member.name(),
          world.ledger().last());
    }
    world.check(
        members.stream()
            .allMatch(member -> world.members().stream().anyMatch(m -> m.id() == member.getID())),
        "somebody was added and has not joined: %s",
        members);
    world.check(
        world.ledger().last() >= workload.acknowledged(), "an acknowledged write is missing");
    workload.watchers().forEach(WatchClient::heal);
    world.run(2 * SimWorld.SECOND);
    workload.checkWatchersAreCurrent();
  }

  /** Whether all that a removed member knows were removed: nobody is left who would tell it. */
  private boolean knowsNobody(SimMember.Life life) {
    return life.probe().members().stream()
        .allMatch(member -> world.oracles().isRemoved(member.getID()));
  }

  private Result result() {
    final long watched = workload.watchers().stream().mapToLong(WatchClient::given).sum();
    return new Result(
        world.events().now(),
        world.events().count(),
        workload.writes(),
        workload.reads(),
        watched,
        workload.leases().removed(),
        nemesis.counts(),
        operator.counts(),
        world.events().count() + "/" + world.ledger().last() + "/" + watched);
  }
}
