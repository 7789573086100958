package io.cornerstone.server.member;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.env.Scheduler;
import io.cornerstone.server.raft.Role;
import io.cornerstone.server.sim.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Real members on simulated time, network and disks. */
final class SimCluster {
  /** One member, over all its lives. */
  final class Slot {
    final String name;
    final Founding founding;
    SimDisk disk = new SimDisk();
    @Nullable RunningMember running;
    private @Nullable Scheduler scheduler;

    Slot(String name, Founding founding) {
      this.name = name;
      this.founding = founding;
    }

    long id() {
      return founding.identity().memberId();
    }

    void start() {
      final SimScheduler fresh = new SimScheduler(events, random);
      scheduler = fresh;
      try {
        final RunningMember member =
            RunningMember.open(
                options(name),
                new MemberSeams(events, fresh, random, disk),
                new MemberStart(Path.of("/data"), founding, true, true),
                self -> network.of(self.memberId()),
                failure -> failed(this, failure));
        member.start();
        running = member;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A crash: of the process alone, or with loss of power. */
    void crash(boolean losesPower) {
      final RunningMember member = running;
      if (member == null) {
        return;
      }
      disk = losesPower ? disk.crash(random) : disk.kill();
      member.kill();
      running = null;
      if (scheduler != null) {
        scheduler.close();
      }
    }
  }

  private final SimEvents events;
  private final RandomGenerator random;
  private final SimNetwork network;
  private final List<Slot> slots = new ArrayList<>();
  private final Set<Slot> left = new HashSet<>(); // Looked up only.
  private @Nullable Throwable failure;

  SimCluster(int size, SimEvents events, RandomGenerator random) {
    this.events = events;
    this.random = random;
    this.network = new SimNetwork(events, random);
    final Map<String, List<String>> urls = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      urls.put("m" + i, List.of("http://m" + i + ":1"));
    }
    urls.keySet().forEach(name -> slots.add(new Slot(name, Founding.of(name, urls, "sim"))));
  }

  List<Slot> slots() {
    return slots;
  }

  SimNetwork network() {
    return network;
  }

  List<Slot> running() {
    return slots.stream().filter(slot -> slot.running != null).toList();
  }

  /** A slot for a member that was added; it is not started. */
  Slot join(String name, Founding founding) {
    final Slot slot = new Slot(name, founding);
    slots.add(slot);
    return slot;
  }

  /** With whom the cluster began. */
  List<Member> founders() {
    return slots.get(0).founding.members();
  }

  /** Whether a member has stopped as it was removed. */
  boolean hasLeft(Slot slot) {
    return left.contains(slot);
  }

  /** The running member with the highest term that takes itself for the leader. */
  RunningMember leader() {
    return slots.stream()
        .flatMap(slot -> Stream.ofNullable(slot.running))
        .filter(member -> member.raftStatus().role() == Role.LEADER)
        .max(Comparator.comparingLong(member -> member.raftStatus().term()))
        .orElseThrow();
  }

  /** Fails if a member has found something wrong. */
  void check() {
    if (failure != null) {
      throw new AssertionError("a member failed", failure);
    }
  }

  private void failed(Slot slot, Throwable cause) {
    if (cause instanceof MemberRemovedException) {
      left.add(slot);
      return;
    }
    failure = new AssertionError(slot.name, cause);
  }

  private static MemberOptions options(String name) {
    return new MemberOptions(
        name,
        List.of("http://" + name + ":2"),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        60,
        10,
        MemberLimits.DEFAULT);
  }
}
