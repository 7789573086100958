package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.CompactionResponse;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.LeaseCheckpoint;
import io.cornerstone.protocol.LeaseCheckpointRequest;
import io.cornerstone.protocol.LeaseCheckpointResponse;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.LeaseRevokeResponse;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberPromoteRequest;
import io.cornerstone.protocol.MemberRemoveRequest;
import io.cornerstone.protocol.MemberUpdateRequest;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.LogPosition;
import java.util.List;
import java.util.SortedSet;

/**
 * The state machine: store, leases and members, changed by committed commands and by nothing else.
 * What a command does depends on the state and the command alone, so equal logs make equal states.
 *
 * <p>A command is checked whole before its first write; a refused one changes nothing. Requests
 * reach the log only after their shape was checked (empty keys, number of operations, the same key
 * twice and the like), which is not done again here. All methods belong to the apply thread, except
 * where another is said.
 */
public final class Applier {
  private static final String LEASE_BUCKET = "lease";

  private final Engine engine;
  private final MvccStore store;
  private final Lessor lessor;
  private final MemberBook members;
  private final AlarmBook alarms;
  private volatile LogPosition applied;
  private int uncommittedChanges;

  private Applier(Engine engine, MvccStore store, Lessor lessor, MemberBook members) {
    this.engine = engine;
    this.store = store;
    this.lessor = lessor;
    this.members = members;
    this.alarms = AlarmBook.open(engine);
    this.applied = engine.committed();
  }

  /** Opens the state machine on an engine: store, lessor (leases and their keys) and members. */
  public static Applier open(Engine engine) {
    final MvccStore store = MvccStore.open(engine);
    final Lessor lessor = Lessor.create();
    engine
        .state(LEASE_BUCKET)
        .forEach((id, state) -> LeaseState.decode(state).restore(lessor, Ids.decode(id)));
    store.leasedKeys(lessor::attach);
    return new Applier(engine, store, lessor, MemberBook.open(engine));
  }

  /** The store. Any thread; what may be called on it where is said there. */
  public MvccStore store() {
    return store;
  }

  /** The lessor; to be used on the apply thread only. */
  public Lessor lessor() {
    return lessor;
  }

  /**
   * Members as published, in order of id; names and client URLs are empty until published. An
   * immutable list; any thread.
   */
  public List<Member> members() {
    return members.members();
  }

  /** The alarms that are raised; an immutable list. Any thread. */
  public List<AlarmMember> alarms() {
    return alarms.alarms();
  }

  /** Ids that were members once and never will be again. An immutable set; any thread. */
  public SortedSet<Long> removedMembers() {
    return members.removed();
  }

  /**
   * The members with which the cluster's log begins: whoever is to apply it from its first entry
   * must begin with them too. Empty if the log begins with a snapshot. Apply thread only.
   */
  public List<Member> founders() {
    return members.founders();
  }

  /** Writes the founders of a new cluster; on a fresh engine only. */
  public void bootstrap(List<Member> founders) {
    Invariant.check(applied.equals(LogPosition.ZERO), "founders come first, not after %s", applied);
    members.bootstrap(founders);
    uncommittedChanges += founders.size();
  }

  /**
   * Applies one committed command. A refused one changes nothing and still counts as applied.
   *
   * @throws MalformedCommandException if the payload is not what the kind says
   */
  public Outcome apply(LogPosition position, Command command) {
    checkNext(position);
    final Outcome outcome = run(command);
    noteApplied(position, outcome.events().size());
    return outcome;
  }

  private void checkNext(LogPosition position) {
    if (position.index() != applied.index() + 1 || position.term() < applied.term()) {
      Invariant.check(false, "%s applied after %s", position, applied);
    }
  }

  private void noteApplied(LogPosition position, int changes) {
    uncommittedChanges += Math.max(1, changes);
    applied = position;
  }

  private Outcome run(Command command) {
    final ByteString payload = command.payload();
    try {
      return switch (command.kind()) {
        case PUT -> put(parse(PutRequest.parser(), payload));
        case DELETE_RANGE -> deleteRange(parse(DeleteRangeRequest.parser(), payload));
        case TXN -> txn(parse(TxnRequest.parser(), payload));
        case COMPACT -> compact(parse(CompactionRequest.parser(), payload));
        case LEASE_GRANT -> grant(parse(LeaseGrantRequest.parser(), payload));
        case LEASE_REVOKE -> revoke(parse(LeaseRevokeRequest.parser(), payload));
        case LEASE_CHECKPOINT -> checkpoint(parse(LeaseCheckpointRequest.parser(), payload));
        case MEMBER_PUBLISH -> done(members.publish(parse(Member.parser(), payload)), List.of());
        case ALARM -> done(alarms.run(parse(AlarmRequest.parser(), payload)), List.of());
        case MEMBER_ADD -> done(members.add(parse(Member.parser(), payload)), List.of());
        case LEARNER_ADD -> {
          final AddedLearner added = AddedLearner.decode(payload);
          yield done(members.add(added.learner(), added.learnersMax()), List.of());
        }
        case MEMBER_PROMOTE ->
            done(members.promote(parse(MemberPromoteRequest.parser(), payload)), List.of());
        case MEMBER_UPDATE ->
            done(members.update(parse(MemberUpdateRequest.parser(), payload)), List.of());
        case MEMBER_REMOVE ->
            done(members.remove(parse(MemberRemoveRequest.parser(), payload)), List.of());
      };
    } catch (RefusedException e) {
      return new Outcome(null, e.error(), store.currentRevision(), List.of());
    }
  }

  private static <T> T parse(Parser<T> parser, ByteString payload) {
    try {
      return parser.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedCommandException("the payload is another message", e);
    }
  }

  private Outcome put(PutRequest request) {
    alarms.checkGrowth();
    Puts.checkLease(request, lessor);
    if (Puts.needsPrevious(request) && !Puts.exists(request.getKey(), store::range)) {
      throw new RefusedException(EtcdError.KEY_NOT_FOUND);
    }
    final MvccStore.WriteTxn txn = store.write();
    final PutResponse response = Puts.run(request, txn).build();
    return done(response, commit(txn));
  }

  private Outcome deleteRange(DeleteRangeRequest request) {
    alarms.checkChange();
    final MvccStore.WriteTxn txn = store.write();
    final DeleteRangeResponse response = TxnRun.delete(request, txn).build();
    return done(response, commit(txn));
  }

  private Outcome txn(TxnRequest request) {
    alarms.checkTxn(request);
    final TxnPlan plan = TxnPlan.of(request, store::range);
    TxnCheck.check(plan, store, lessor);
    final MvccStore.WriteTxn txn = store.write();
    final TxnResponse response = runChecked(plan, txn);
    return done(response, commit(txn));
  }

  private static TxnResponse runChecked(TxnPlan plan, MvccStore.WriteTxn txn) {
    try {
      return TxnRun.run(plan, txn);
    } catch (RefusedException e) {
      // Part of it may be done; to answer with an error would be a lie.
      throw new IllegalStateException("a checked transaction was refused", e);
    }
  }

  /** Publishes the changes and takes the keys' leases over into the lessor. */
  private List<Event> commit(MvccStore.WriteTxn txn) {
    final List<Event> events = txn.commit();
    for (Event event : events) {
      lessor.attach(event.getKv().getKey(), event.getKv().getLease()); // 0 in a deletion.
    }
    return events;
  }

  private Outcome compact(CompactionRequest request) {
    alarms.checkChange();
    store.compact(request.getRevision());
    return done(CompactionResponse.getDefaultInstance(), List.of());
  }

  private Outcome grant(LeaseGrantRequest request) {
    Invariant.check(request.getID() != 0, "a lease gets its id before it is proposed");
    alarms.checkGrowth();
    if (request.getTTL() > Lessor.TTL_SECONDS_MAX) {
      throw new RefusedException(EtcdError.LEASE_TTL_TOO_LARGE);
    }
    lessor.grant(request.getID(), request.getTTL());
    keep(request.getID(), new LeaseState(request.getTTL(), 0));
    final LeaseGrantResponse response =
        LeaseGrantResponse.newBuilder().setID(request.getID()).setTTL(request.getTTL()).build();
    return done(response, List.of());
  }

  private Outcome revoke(LeaseRevokeRequest request) {
    alarms.checkChange();
    final List<ByteString> keys = lessor.revoke(request.getID());
    engine.removeState(LEASE_BUCKET, Ids.encode(request.getID()));
    final MvccStore.WriteTxn txn = store.write();
    for (ByteString key : keys) {
      txn.delete(key, ByteString.EMPTY);
    }
    return done(LeaseRevokeResponse.getDefaultInstance(), commit(txn));
  }

  /** Leases that are gone meanwhile are passed over; a remaining time of 0 resets. */
  private Outcome checkpoint(LeaseCheckpointRequest request) {
    for (LeaseCheckpoint one : request.getCheckpointsList()) {
      final long id = one.getID();
      if (lessor.checkpoint(id, one.getRemainingTTL())) {
        keep(id, new LeaseState(lessor.grantedSeconds(id), lessor.checkpointSeconds(id)));
      }
    }
    return done(LeaseCheckpointResponse.getDefaultInstance(), List.of());
  }

  private void keep(long leaseId, LeaseState state) {
    engine.putState(LEASE_BUCKET, Ids.encode(leaseId), state.encode());
  }

  private Outcome done(Message response, List<Event> events) {
    return new Outcome(response, null, store.currentRevision(), events);
  }

  /**
   * Evaluates a txn that holds only ranges in both branches, at one pinned revision and without a
   * lock. Any thread.
   *
   * @throws IllegalArgumentException if it holds something else where it was evaluated
   */
  public Outcome readTxn(TxnRequest request) {
    return ReadTxn.run(store, request);
  }

  /** Entries without a command (a new term's first) are applied by noting them. */
  public void skip(LogPosition position) {
    checkNext(position);
    noteApplied(position, 0);
  }

  /** The last applied position. Any thread. */
  public LogPosition applied() {
    return applied;
  }

  /** Changes since the last {@link #commit}; every applied entry counts as one at least. */
  public int uncommittedChanges() {
    return uncommittedChanges;
  }

  /** Marks the applied position in the engine; lazily durable. */
  public void commit() {
    engine.commit(applied);
    uncommittedChanges = 0;
  }
}
