package io.cornerstone.server.sim;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.RunningMember;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.RangeResult;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** One client after another call: writes, reads and compactions at any member. */
final class KvClient {
  private static final int KEYS = 6;
  private static final String FIRST = "k";
  private static final String END = "l";
  private static final long PAUSE_NANOS_MAX = 60 * SimWorld.MILLI;

  private final SimWorld world;
  private final Workload workload;
  private final RandomGenerator random;
  private final int number;
  private long values;

  KvClient(SimWorld world, Workload workload, int number) {
    this.world = world;
    this.workload = workload;
    this.random = world.random();
    this.number = number;
  }

  void start() {
    world.events().after(random.nextLong(PAUSE_NANOS_MAX), this::call);
  }

  private void call() {
    if (workload.isOver()) {
      return;
    }
    final SimMember at = world.anyRunning();
    if (at == null) {
      start();
      return;
    }
    final RunningMember member = Objects.requireNonNull(at.life()).member();
    final String key = FIRST + random.nextInt(KEYS);
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> put(member, key);
      case 7, 8 -> delete(member, key);
      case 9, 10, 11 -> txn(member, key, FIRST + random.nextInt(KEYS));
      case 12 -> giveBack(member);
      case 13, 14 -> read(member, all().setSerializable(true).build());
      case 15 -> read(member, all().setRevision(pastRevision()).build());
      default -> read(member, all().build());
    }
  }

  private String value() {
    return "c" + number + "-" + values++;
  }

  private void put(RunningMember member, String key) {
    final PutRequest request = putOf(key, value());
    final long before = workload.acknowledged();
    workload.answer(
        member.propose(CommandKind.PUT, request, Identity.NONE),
        (outcome, error) -> {
          if (outcome != null) {
            wrote(outcome, before);
            final Event event = only(outcome.revision());
            world.check(
                event.getKv().getKey().equals(request.getKey())
                    && event.getKv().getValue().equals(request.getValue()),
                "acknowledged put %s is not at revision %d: %s",
                request,
                outcome.revision(),
                event);
          }
          start();
        });
  }

  private void delete(RunningMember member, String key) {
    final long before = workload.acknowledged();
    workload.answer(
        member.propose(
            CommandKind.DELETE_RANGE,
            DeleteRangeRequest.newBuilder().setKey(bytes(key)).build(),
            Identity.NONE),
        (outcome, error) -> {
          if (outcome != null) {
            final long revision = outcome.revision();
            wrote(outcome, before);
            if (((DeleteRangeResponse) Objects.requireNonNull(outcome.response())).getDeleted()
                > 0) {
              world.check(
                  world.ledger().get(key, revision - 1) != null
                      && world.ledger().get(key, revision) == null,
                  "acknowledged deletion of %s is not at revision %d",
                  key,
                  revision);
            } else {
              world.check(
                  world.ledger().get(key, revision) == null,
                  "deleted nothing, but %s is there at revision %d",
                  key,
                  revision);
            }
          }
          start();
        });
  }

  /** If the first key has the version seen last, both are written, or else the second is. */
  private void txn(RunningMember member, String first, String second) {
    final KeyValue seen = world.ledger().get(first, workload.acknowledged());
    final long version = seen == null ? 0 : seen.getVersion();
    final TxnRequest.Builder request =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(bytes(first))
                    .setTarget(Compare.CompareTarget.VERSION)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setVersion(version))
            .addSuccess(op(putOf(first, value())))
            .addFailure(op(putOf(second, value())));
    if (!first.equals(second)) {
      request.addSuccess(op(putOf(second, value())));
    }
    final long before = workload.acknowledged();
    workload.answer(
        member.propose(CommandKind.TXN, request.build(), Identity.NONE),
        (outcome, error) -> {
          if (outcome != null) {
            wrote(outcome, before);
            checkTxn(outcome, first, version, request.build());
          }
          start();
        });
  }

  private void checkTxn(Outcome outcome, String key, long version, TxnRequest request) {
    final KeyValue was = world.ledger().get(key, outcome.revision() - 1);
    final boolean held = (was == null ? 0 : was.getVersion()) == version;
    final boolean succeeded =
        ((TxnResponse) Objects.requireNonNull(outcome.response())).getSucceeded();
    world.check(
        held == succeeded,
        "txn at revision %d: compare was %s, answered %s",
        outcome.revision(),
        held,
        succeeded);
    final List<RequestOp> ops = succeeded ? request.getSuccessList() : request.getFailureList();
    final List<Event> events = world.ledger().at(outcome.revision());
    world.check(
        events.stream()
            .map(event -> event.getKv().getValue())
            .toList()
            .equals(ops.stream().map(op -> op.getRequestPut().getValue()).toList()),
        "acknowledged txn is not at revision %d: %s",
        outcome.revision(),
        events);
  }

  private void giveBack(RunningMember member) {
    final long revision = pastRevision();
    switch (random.nextInt(6)) {
      case 0 -> defragment(member);
      case 1, 2 -> compact(member, revision);
      default -> start();
    }
  }

  /** A rewrite may be given up for a full disk; then everything is as before. */
  private void defragment(RunningMember member) {
    workload.answer(
        member
            .defragment()
            .exceptionallyCompose(
                failure ->
                    failure instanceof Engine.RewriteFailedException
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure)),
        (done, error) -> start());
  }

  private void compact(RunningMember member, long revision) {
    if (revision < 2) {
      start();
      return;
    }
    workload.compactRequested(revision);
    workload.answer(
        member.propose(
            CommandKind.COMPACT,
            CompactionRequest.newBuilder().setRevision(revision).build(),
            Identity.NONE),
        (outcome, error) -> {
          world.check(
              error != EtcdError.FUTURE_REV, "revision %d is acknowledged and unknown", revision);
          start();
        });
  }

  /** An acknowledged revision, mostly a recent one. */
  private long pastRevision() {
    return Math.max(1, workload.acknowledged() - random.nextInt(40));
  }

  private static RangeRequest.Builder all() {
    return RangeRequest.newBuilder().setKey(bytes(FIRST)).setRangeEnd(bytes(END));
  }

  private void read(RunningMember member, RangeRequest request) {
    final long before = workload.acknowledged();
    workload.answer(
        member.range(request, Identity.NONE),
        (result, error) -> {
          if (result != null) {
            checkRead(request, result, before);
          }
          world.check(
              error != EtcdError.COMPACTED
                  || (request.getRevision() > 0
                      && request.getRevision() < workload.compactRequested()),
              "revision %d counts as compacted, but is not",
              request.getRevision());
          world.check(
              error != EtcdError.FUTURE_REV,
              "revision %d is acknowledged and unknown",
              request.getRevision());
          start();
        });
  }

  private void checkRead(RangeRequest request, RangeResult result, long before) {
    if (!request.getSerializable()) {
      workload.checkFresh("linearizable read", result.revision(), before);
      workload.read(result.revision());
    }
    final long at = request.getRevision() > 0 ? request.getRevision() : result.revision();
    final List<KeyValue> expected = world.ledger().range(FIRST, END, at);
    world.check(
        result.kvs().equals(expected) && result.count() == expected.size(),
        "a read at revision %d got\n%s, and should get\n%s",
        at,
        result,
        expected);
  }

  private void wrote(Outcome outcome, long before) {
    workload.checkFresh("write", outcome.revision(), before);
    workload.wrote(outcome.revision());
  }

  private Event only(long revision) {
    final List<Event> events = world.ledger().at(revision);
    world.check(events.size() == 1, "one put, but at revision %d: %s", revision, events);
    return events.get(0);
  }

  private static PutRequest putOf(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
  }

  private static RequestOp op(PutRequest put) {
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  /** A read of one key. */
  static RangeRequest rangeOf(String key) {
    return RangeRequest.newBuilder().setKey(bytes(key)).build();
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
