package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.mvcc.RangeResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three members under load and faults: crashes with and without loss of power, partitions in one
 * and both directions, broken connections. Whatever was acknowledged must be in the one history
 * that all members have in the end, and every linearizable read must fit it: not older than what
 * had been acknowledged when it began, and with the value of its revision.
 *
 * <p>More seeds: {@code -Dcornerstone.seeds=FROM-TO}.
 */
class MemberSimulationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int CLIENTS = 6;
  private static final int KEYS = 4;

  static List<Long> seeds() {
    final String[] range = System.getProperty("cornerstone.seeds", "1-8").split("-", 2);
    final List<Long> seeds = new ArrayList<>();
    for (long seed = Long.parseLong(range[0]); seed <= Long.parseLong(range[1]); seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void acknowledgedWritesAndReadsFitOneHistory(long seed) {
    final Run run = new Run(seed);
    run.faultsFor(40 * SECOND);
    run.heal();
    run.checkHistory();
  }

  @Test
  void aSeedReplaysTheSameRun() {
    final Run first = new Run(5);
    final Run second = new Run(5);
    first.faultsFor(10 * SECOND);
    second.faultsFor(10 * SECOND);
    assertThat(second.acknowledged).isEqualTo(first.acknowledged).isNotEmpty();
  }

  /** What a client was told. */
  private record Written(long revision, String key, String value) {}

  /** What a client saw, and what had been acknowledged to anyone when it asked. */
  private record Seen(long acknowledgedBefore, String key, RangeResult result) {}

  /** One run. */
  private static final class Run {
    private final RandomGenerator random;
    private final SimEvents events = new SimEvents();
    private final SimCluster cluster;
    private final List<Written> acknowledged = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();
    private long acknowledgedRevision;
    private long values;
    private boolean isOver;

    Run(long seed) {
      random = new Random(seed);
      cluster = new SimCluster(3, events, random);
      cluster.slots().forEach(SimCluster.Slot::start);
      for (int client = 0; client < CLIENTS; client++) {
        events.after(random.nextLong(SECOND), this::nextCall);
      }
    }

    void faultsFor(long nanos) {
      final long end = events.monotonicNanos() + nanos;
      while (events.monotonicNanos() < end) {
        events.runUntil(events.monotonicNanos() + random.nextLong(SECOND));
        cluster.check();
        fault();
      }
    }

    /** Everything comes back; then all must agree within bounded time. */
    void heal() {
      cluster.slots().forEach(from -> cluster.slots().forEach(to -> cut(from, to, false)));
      cluster.slots().stream().filter(slot -> slot.running == null).forEach(SimCluster.Slot::start);
      final int before = acknowledged.size();
      events.runUntil(events.monotonicNanos() + 10 * SECOND);
      assertThat(acknowledged.size()).as("writes go on").isGreaterThan(before);
      isOver = true;
      events.runUntil(events.monotonicNanos() + 20 * SECOND);
      cluster.check();
    }

    void checkHistory() {
      final NavigableMap<Long, Event> history = history(cluster.slots().get(0));
      for (SimCluster.Slot slot : cluster.slots()) {
        assertThat(history(slot)).as(slot.name).isEqualTo(history);
      }
      for (Written written : acknowledged) {
        assertThat(history).as("write %s", written).containsKey(written.revision());
        final Event event = Objects.requireNonNull(history.get(written.revision()));
        assertThat(event.getKv().getKey().toStringUtf8()).isEqualTo(written.key());
        assertThat(event.getKv().getValue().toStringUtf8()).isEqualTo(written.value());
      }
      assertThat(history.values().stream().map(event -> event.getKv().getValue()))
          .as("nothing takes effect twice")
          .doesNotHaveDuplicates();
      seen.forEach(one -> checkRead(one, history));
      assertThat(seen).hasSizeGreaterThan(100);
      assertThat(acknowledged).hasSizeGreaterThan(100);
    }

    private static void checkRead(Seen one, NavigableMap<Long, Event> history) {
      assertThat(one.result().revision()).isGreaterThanOrEqualTo(one.acknowledgedBefore());
      final Map<String, Event> state = new HashMap<>();
      history
          .headMap(one.result().revision(), true)
          .values()
          .forEach(event -> state.put(event.getKv().getKey().toStringUtf8(), event));
      final Event expected = state.get(one.key());
      if (expected == null) {
        assertThat(one.result().kvs()).isEmpty();
      } else {
        assertThat(one.result().kvs()).containsExactly(expected.getKv());
      }
    }

    private static NavigableMap<Long, Event> history(SimCluster.Slot slot) {
      final RunningMember member = java.util.Objects.requireNonNull(slot.running);
      final NavigableMap<Long, Event> all = new TreeMap<>();
      final long last = member.currentRevision();
      long from = 1;
      while (from <= last) {
        from =
            member
                    .store()
                    .history(
                        from, last, 1000, event -> all.put(event.getKv().getModRevision(), event))
                + 1;
      }
      return all;
    }

    private void nextCall() {
      if (isOver) {
        return;
      }
      final List<SimCluster.Slot> running = cluster.running();
      if (running.isEmpty()) {
        callLater();
        return;
      }
      final RunningMember member =
          java.util.Objects.requireNonNull(running.get(random.nextInt(running.size())).running);
      final String key = "k" + random.nextInt(KEYS);
      if (random.nextBoolean()) {
        put(member, key, "v" + values++);
      } else {
        get(member, key);
      }
    }

    private void put(RunningMember member, String key, String value) {
      final PutRequest request =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8(key))
              .setValue(ByteString.copyFromUtf8(value))
              .build();
      member
          .propose(CommandKind.PUT, request, Identity.NONE)
          .whenComplete(
              (outcome, failure) -> {
                if (failure == null) {
                  acknowledged.add(new Written(outcome.revision(), key, value));
                  acknowledgedRevision = Math.max(acknowledgedRevision, outcome.revision());
                }
                callLater();
              });
    }

    private void get(RunningMember member, String key) {
      final long before = acknowledgedRevision;
      member
          .range(
              RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build(), Identity.NONE)
          .whenComplete(
              (result, failure) -> {
                if (failure == null) {
                  seen.add(new Seen(before, key, result));
                }
                callLater();
              });
    }

    private void callLater() {
      events.after(random.nextLong(SECOND / 20), this::nextCall);
    }

    private void fault() {
      final SimCluster.Slot slot = any();
      final SimCluster.Slot other = any();
      switch (random.nextInt(8)) {
        case 0 -> slot.crash(true);
        case 1 -> slot.crash(false);
        case 2 -> {
          cut(slot, other, true);
          cut(other, slot, true);
        }
        case 3 -> cut(slot, other, true);
        case 4 -> cluster.network().reset(slot.id(), other.id());
        case 5 -> cluster.slots().forEach(from -> cut(from, slot, false));
        default -> {
          cut(slot, other, false);
          cut(other, slot, false);
          if (slot.running == null) {
            slot.start();
          }
        }
      }
    }

    private SimCluster.Slot any() {
      return cluster.slots().get(random.nextInt(cluster.slots().size()));
    }

    private void cut(SimCluster.Slot from, SimCluster.Slot to, boolean isCut) {
      if (from != to) {
        cluster.network().setCut(from.id(), to.id(), isCut);
      }
    }
  }
}
