package io.cornerstone.server.sim;

import java.util.Map;

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
      String fingerprint) {}

  private final SimWorld world;
  private final Workload workload;
  private final Nemesis nemesis;

  private SimRun(long seed, int size) {
    world = new SimWorld(seed, size);
    workload = new Workload(world);
    nemesis = new Nemesis(world);
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
    world.run(faultSeconds * SimWorld.SECOND);
    nemesis.stop();
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
    world.run(PROGRESS_NANOS);
    world.check(
        workload.writes() > writes + 10 && workload.reads() > reads + 10,
        "healed, but no progress within %d s",
        PROGRESS_NANOS / SimWorld.SECOND);
  }

  private void demandAgreement() {
    for (SimMember member : world.members()) {
      final SimMember.Life life = member.life();
      world.check(
          life != null && life.member().currentRevision() == world.ledger().last(),
          "%s is not at revision %d",
          member.name(),
          world.ledger().last());
    }
    world.check(
        world.ledger().last() >= workload.acknowledged(), "an acknowledged write is missing");
    workload.watchers().forEach(WatchClient::heal);
    world.run(2 * SimWorld.SECOND);
    workload.checkWatchersAreCurrent();
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
        world.events().count() + "/" + world.ledger().last() + "/" + watched);
  }
}
