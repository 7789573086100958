package io.cornerstone.server.sim;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.RunningMember;
import io.cornerstone.server.mvcc.RangeResult;
import io.cornerstone.server.raft.Role;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A cluster that goes through a story, step by step, while the oracles look on. */
final class Scenario {
  private static final long PATIENCE_NANOS = 30 * SimWorld.SECOND;

  private final SimWorld world;
  private long values;

  /** All members start and have a leader. */
  Scenario(long seed, int size) {
    this(new SimWorld(seed, size));
    world.members().forEach(SimMember::start);
    awaitLeader();
  }

  private Scenario(SimWorld world) {
    this.world = world;
  }

  /** A story that begins before anybody is started. */
  static Scenario in(SimWorld world) {
    return new Scenario(world);
  }

  SimWorld world() {
    return world;
  }

  SimMember member(int number) {
    return world.members().get(number);
  }

  RunningMember running(SimMember member) {
    return life(member).member();
  }

  SimMember.Life life(SimMember member) {
    return Objects.requireNonNull(member.life(), member.name());
  }

  void awaitLeader() {
    await("a leader", () -> world.members().stream().anyMatch(this::leads));
  }

  SimMember leader() {
    awaitLeader();
    return world.members().stream().filter(this::leads).findFirst().orElseThrow();
  }

  SimMember follower() {
    awaitLeader();
    return world.members().stream().filter(member -> !leads(member)).findFirst().orElseThrow();
  }

  private boolean leads(SimMember member) {
    final SimMember.Life life = member.life();
    return life != null && life.probe().status().role() == Role.LEADER;
  }

  /** Lets time pass until a condition holds. */
  void await(String what, BooleanSupplier condition) {
    final long end = world.events().now() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      world.check(world.events().now() < end, "%s: not within 30 s", what);
      world.run(SimWorld.MILLI);
    }
  }

  <T> T await(CompletableFuture<T> call) {
    await("an answer", call::isDone);
    return call.join();
  }

  /** Makes a call until it succeeds. */
  <T> void insist(String what, Supplier<CompletableFuture<T>> call) {
    final Deque<CompletableFuture<T>> attempts = new ArrayDeque<>(List.of(call.get()));
    await(
        what,
        () -> {
          if (attempts.element().isCompletedExceptionally()) {
            attempts.push(call.get());
          }
          return attempts.element().isDone() && !attempts.element().isCompletedExceptionally();
        });
  }

  /** A learner is added, starts, and becomes known to the cluster. */
  SimMember join(String url) {
    final int number = world.members().size();
    insist("add", () -> running(leader()).changes().add(List.of(url), true, Identity.NONE));
    world.startAdded(await(world.network().introduce(leader().id())));
    final SimMember joined = member(number);
    await("the learner is ready", () -> running(joined).ready().isDone());
    return joined;
  }

  /** The error with which a call ends. */
  EtcdError refusal(CompletableFuture<?> call) {
    await("an answer", call::isDone);
    return refusalOf(call);
  }

  /** The error with which a call has ended. */
  static EtcdError refusalOf(CompletableFuture<?> ended) {
    try {
      throw new AssertionError("not refused: " + ended.join());
    } catch (CompletionException e) {
      return ((RefusedException) Objects.requireNonNull(e.getCause())).error();
    }
  }

  CompletableFuture<Outcome> beginPut(SimMember at, String key, long lease) {
    final PutRequest request =
        PutRequest.newBuilder()
            .setKey(KvClient.bytes(key))
            .setValue(KvClient.bytes("v" + values++))
            .setLease(lease)
            .build();
    return running(at).propose(CommandKind.PUT, request, Identity.NONE);
  }

  CompletableFuture<Outcome> beginPutOf(SimMember at, String key, ByteString value) {
    return running(at)
        .propose(
            CommandKind.PUT,
            PutRequest.newBuilder().setKey(KvClient.bytes(key)).setValue(value).build(),
            Identity.NONE);
  }

  /** Writes and returns the revision. */
  long put(SimMember at, String key) {
    return await(beginPut(at, key, 0)).revision();
  }

  void puts(SimMember at, String key, int count) {
    for (int i = 0; i < count; i++) {
      put(at, key + i % 5);
    }
  }

  long delete(SimMember at, String key) {
    return await(
            running(at)
                .propose(
                    CommandKind.DELETE_RANGE,
                    DeleteRangeRequest.newBuilder().setKey(KvClient.bytes(key)).build(),
                    Identity.NONE))
        .revision();
  }

  CompletableFuture<Outcome> beginCompact(SimMember at, long revision) {
    return running(at)
        .propose(
            CommandKind.COMPACT,
            CompactionRequest.newBuilder().setRevision(revision).build(),
            Identity.NONE);
  }

  void compact(SimMember at, long revision) {
    await(beginCompact(at, revision));
  }

  CompletableFuture<Outcome> txn(SimMember at, TxnRequest request) {
    return running(at).propose(CommandKind.TXN, request, Identity.NONE);
  }

  CompletableFuture<RangeResult> get(SimMember at, String key) {
    return running(at).range(KvClient.rangeOf(key), Identity.NONE);
  }

  /** Cuts a member off from all others, both ways. */
  void isolate(SimMember member) {
    for (SimMember other : world.members()) {
      if (other != member) {
        world.network().setCut(member.id(), other.id(), true);
        world.network().setCut(other.id(), member.id(), true);
      }
    }
  }

  /** All faults end; all members come to the one revision that there is. */
  void healAndAgree() {
    world.heal();
    await(
        "one revision everywhere",
        () ->
            world.members().stream()
                .allMatch(member -> running(member).currentRevision() == world.ledger().last()));
  }
}
