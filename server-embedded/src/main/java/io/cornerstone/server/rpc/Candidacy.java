package io.cornerstone.server.rpc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.protocol.WatchCreateRequest.FilterType;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.RangeResult;
import io.grpc.SynchronizationContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One who wants to own a name: puts a key {@code name/lease} and waits until no older key with the
 * prefix {@code name/} is left. The order of creation is the queue; each watches the one before it
 * alone, so that a release wakes one. Keys are laid out as etcd's own recipes do, so that clients
 * that queue up by themselves and callers of this service stand in one line.
 *
 * <p>Whoever gives up, or fails while waiting, leaves the line: its key is deleted.
 */
final class Candidacy {
  /** What a caller without a lease gets; nobody keeps it alive. */
  private static final long LEASE_SECONDS = 60;

  /**
   * A place at the head of the line.
   *
   * @param key the owner's key
   * @param createRevision of the key: the fencing token
   * @param enteredRevision the store's revision when the line was entered
   * @param waited whether somebody else was first
   */
  record Won(
      ByteString key, long createRevision, long lease, long enteredRevision, boolean waited) {
    private Won afterWaiting() {
      return new Won(key, createRevision, lease, enteredRevision, true);
    }
  }

  private final MemberView member;
  private final CallerKv kv;
  private final ByteString name;
  private final ByteString value;
  private final boolean replacesValue;
  private final CompletableFuture<Won> result = new CompletableFuture<>();

  // Serializes what the threads of the member and the end of the call want of this candidacy.
  private final SynchronizationContext turn =
      new SynchronizationContext((thread, failure) -> fail(failure));

  private @Nullable KeyWatch watch; // Only inside the context.

  private Candidacy(
      MemberView member, CallerKv kv, ByteString name, ByteString value, boolean replacesValue) {
    this.member = member;
    this.kv = kv;
    this.name = name;
    this.value = value;
    this.replacesValue = replacesValue;
  }

  /** Waits for a lock: the key has no value. */
  static CompletableFuture<Won> lock(MemberView member, CallerKv kv, ByteString name, long lease) {
    return new Candidacy(member, kv, name, ByteString.EMPTY, false).begin(lease);
  }

  /** Waits to lead: the key's value is what the leader says, also if the key was there before. */
  static CompletableFuture<Won> campaign(
      MemberView member, CallerKv kv, ByteString name, ByteString value, long lease) {
    return new Candidacy(member, kv, name, value, true).begin(lease);
  }

  private CompletableFuture<Won> begin(long lease) {
    CompletableFuture<Won> entered = leaseOf(lease).thenCompose(this::enter);
    var unused = entered.whenComplete((won, failure) -> entered(won, failure));
    return result;
  }

  private CompletableFuture<Long> leaseOf(long lease) {
    if (lease != 0) {
      return CompletableFuture.completedFuture(lease);
    }
    LeaseGrantRequest grant =
        LeaseGrantRequest.newBuilder().setID(member.nextId()).setTTL(LEASE_SECONDS).build();
    return kv.propose(CommandKind.LEASE_GRANT, grant, Quota.LEASE_COST)
        .thenApply(outcome -> Proposals.response(outcome, LeaseGrantResponse.class).getID());
  }

  private CompletableFuture<Won> enter(long lease) {
    ByteString key =
        CallerKv.prefixOf(name).concat(ByteString.copyFromUtf8(Long.toHexString(lease)));
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addCompare(CallerKv.createdAt(key, 0))
            .addSuccess(CallerKv.put(key, value, lease))
            .addFailure(
                RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)))
            .build();
    return kv.txn(txn).thenCompose(outcome -> entered(key, lease, outcome));
  }

  private CompletableFuture<Won> entered(ByteString key, long lease, Outcome outcome) {
    TxnResponse response = CallerKv.response(outcome);
    if (response.getSucceeded()) {
      return CompletableFuture.completedFuture(
          new Won(key, outcome.revision(), lease, outcome.revision(), false));
    }
    KeyValue own = response.getResponses(0).getResponseRange().getKvs(0);
    Won won = new Won(key, own.getCreateRevision(), lease, outcome.revision(), false);
    if (!replacesValue || own.getValue().equals(value)) {
      return CompletableFuture.completedFuture(won);
    }
    return kv.ifCreatedAt(key, won.createRevision(), CallerKv.put(key, value, lease))
        .thenApply(
            proclaimed -> {
              refuseUnless(CallerKv.response(proclaimed), EtcdError.ELECTION_NOT_LEADER);
              return won;
            });
  }

  private void entered(@Nullable Won won, @Nullable Throwable failure) {
    if (won == null) {
      fail(failure == null ? new NullPointerException("neither place nor failure") : failure);
      return;
    }
    var unused =
        result.whenComplete(
            (done, reason) -> {
              turn.execute(this::stopWatching);
              if (reason != null) {
                leave(won);
              }
            });
    kv.onCallerGone(() -> fail(new RefusedException(EtcdError.CONTEXT_CANCELED)));
    turn.execute(() -> await(won, false));
  }

  /** Looks whom to wait for; nobody means that it is our turn. */
  private void await(Won won, boolean waited) {
    if (result.isDone()) {
      return;
    }
    CompletableFuture<RangeResult> before =
        kv.range(CallerKv.youngestBefore(CallerKv.prefixOf(name), won.createRevision()));
    var unused =
        before.whenComplete(
            (found, failure) -> turn.execute(() -> found(won, waited, found, failure)));
  }

  private void found(
      Won won, boolean waited, @Nullable RangeResult found, @Nullable Throwable failure) {
    if (found == null) {
      fail(failure == null ? new NullPointerException("neither result nor failure") : failure);
    } else if (found.kvs().isEmpty()) {
      result.complete(waited ? won.afterWaiting() : won);
    } else if (!result.isDone()) {
      awaitDeletion(found.kvs().get(0).getKey(), found.revision(), won);
    }
  }

  private void awaitDeletion(ByteString key, long seenRevision, Won won) {
    watch =
        KeyWatch.open(
            member.watches(),
            KeyWatch.from(key, seenRevision + 1).addFilters(FilterType.NOPUT).build(),
            response ->
                turn.execute(
                    () -> {
                      stopWatching();
                      await(won, true);
                    }));
  }

  private void stopWatching() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  private void fail(Throwable failure) {
    result.completeExceptionally(failure);
  }

  private void leave(Won won) {
    // Nobody is left to hear how it went; a key that stays goes with its lease.
    var unused = kv.ifCreatedAt(won.key(), won.createRevision(), CallerKv.remove(won.key()));
  }

  static void refuseUnless(TxnResponse response, EtcdError error) {
    if (!response.getSucceeded()) {
      throw new RefusedException(error);
    }
  }
}
