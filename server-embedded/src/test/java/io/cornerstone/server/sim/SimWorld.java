package io.cornerstone.server.sim;

import com.google.errorprone.annotations.FormatMethod;
import io.cornerstone.protocol.Member;
import io.cornerstone.server.member.Founding;
import io.cornerstone.server.peer.ClusterIntroduction;
import io.cornerstone.server.wal.Wal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of real members on simulated time, network and disks. One seed decides everything that
 * happens; after every event of a member the oracles look at it.
 */
final class SimWorld {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1000 * MILLI;
  private static final int TRACE_MAX = 60;

  private final long seed;
  private final RandomGenerator random;
  private final SimEvents events = new SimEvents();
  private final SimNetwork network;
  private final List<SimMember> members = new ArrayList<>();
  private final Oracles oracles;
  private final Deque<String> trace = new ArrayDeque<>();
  private boolean isHealed;
  private @Nullable SimFailure failure;

  SimWorld(long seed, int size) {
    this.seed = seed;
    this.random = new Random(seed);
    this.network = new SimNetwork(events, random, this::heldUntil);
    this.oracles = new Oracles(this);
    network.observe(oracles::sent);
    final Map<String, List<String>> urls = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      urls.put("m" + i, List.of("http://m" + i + ":1"));
    }
    for (String name : urls.keySet()) {
      final Founding founding = Founding.of(name, urls, "sim");
      members.add(new SimMember(name, founding, this));
      oracles.founded(founding.members());
    }
  }

  RandomGenerator random() {
    return random;
  }

  SimEvents events() {
    return events;
  }

  SimNetwork network() {
    return network;
  }

  Oracles oracles() {
    return oracles;
  }

  Ledger ledger() {
    return oracles.ledger();
  }

  List<SimMember> members() {
    return members;
  }

  /** All but those that have left and stopped. */
  List<SimMember> present() {
    return members.stream().filter(member -> !member.isRetired()).toList();
  }

  SimMember anyMember() {
    final List<SimMember> present = present();
    return present.get(random.nextInt(present.size()));
  }

  /** Whoever was added, as some member says, and has no process yet, gets one and joins. */
  void startAdded(ClusterIntroduction cluster) {
    for (Member added : cluster.members()) {
      if (added.getName().isEmpty()
          && members.stream().noneMatch(known -> known.id() == added.getID())) {
        final Wal.Metadata identity = new Wal.Metadata(cluster.clusterId(), added.getID());
        final Founding founding = new Founding(identity, cluster.founders());
        final SimMember joining = new SimMember("m" + members.size(), founding, this);
        members.add(joining);
        joining.start();
      }
    }
  }

  /**
   * A member that has a process, for a client; null if none has. Once healed, clients know who
   * left.
   */
  @Nullable SimMember anyRunning() {
    final List<SimMember> running =
        members.stream()
            .filter(member -> member.life() != null)
            .filter(member -> !isHealed || !oracles.isRemoved(member.id()))
            .toList();
    return running.isEmpty() ? null : running.get(random.nextInt(running.size()));
  }

  /** Lets simulated time pass. */
  void run(long nanos) {
    events.runUntil(events.now() + nanos);
    if (failure != null) {
      throw failure; // Someone caught it on its way out.
    }
  }

  /** Ends all faults; members without a process start, save those that have left. */
  void heal() {
    trace("all faults end");
    isHealed = true;
    network.mend();
    for (SimMember member : present()) {
      final SimMember.Life life = member.life();
      member.disk().faults().clear();
      if (member.isDamaged()) {
        member.crash(false);
      }
      member.mustNotFail();
      if (member.life() == null) {
        member.start();
      } else if (life != null) {
        life.scheduler().resume();
      }
    }
  }

  /** A task of this member has run. */
  void moved(SimMember member) {
    if (member.life() != null && !member.hasFailed() && !member.isTampered()) {
      oracles.check(member);
    }
  }

  /** Remembers what happened, for the report of a failure. */
  @FormatMethod
  void trace(String format, @Nullable Object... arguments) {
    if (trace.size() == TRACE_MAX) {
      trace.remove();
    }
    trace.add(String.format("%9.3f s  ", events.now() / 1e9) + String.format(format, arguments));
  }

  /** The run has failed; the first failure counts. */
  SimFailure failure(String what, @Nullable Throwable cause) {
    if (failure == null) {
      failure = new SimFailure(seed, what, List.copyOf(trace), cause);
    }
    return failure;
  }

  /** Fails the run unless {@code holds}. */
  @FormatMethod
  void check(boolean holds, String format, @Nullable Object... arguments) {
    if (!holds) {
      throw failure(String.format(format, arguments), null);
    }
  }

  private long heldUntil(long id) {
    for (SimMember member : members) {
      final SimMember.Life life = member.life();
      if (life != null && member.id() == id) {
        return life.scheduler().pausedUntil();
      }
    }
    return 0;
  }
}
