package io.cornerstone.server.backup;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.server.apply.Applier;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A state machine that random commands run on, and what can be seen of one. */
final class History {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private final Random random;
  private final Applier applier;
  private long leases;

  History(Engine engine, Random random) {
    this.random = random;
    this.applier = Applier.open(engine);
    applier.bootstrap(
        List.of(
            Member.newBuilder().setID(-7).setName("old").addPeerURLs("http://10.0.0.1:1").build()));
  }

  Applier applier() {
    return applier;
  }

  void run(int commands) {
    for (int i = 0; i < commands; i++) {
      step();
      if (random.nextInt(20) == 0) {
        applier.commit();
      }
    }
    applier.commit();
  }

  private void step() {
    switch (random.nextInt(24)) {
      case 0, 1, 2 -> apply(CommandKind.DELETE_RANGE, delete());
      case 3, 4 -> apply(CommandKind.TXN, txn());
      case 5 -> {
        leases++;
        apply(
            CommandKind.LEASE_GRANT,
            LeaseGrantRequest.newBuilder().setID(leases).setTTL(60 + random.nextInt(1000)));
      }
      case 6 -> {
        if (leases > 0) {
          apply(CommandKind.LEASE_REVOKE, LeaseRevokeRequest.newBuilder().setID(lease()));
        }
      }
      case 7 -> compact();
      default -> apply(CommandKind.PUT, put());
    }
  }

  private void compact() {
    long current = applier.store().currentRevision();
    long revision = current - random.nextInt(20);
    if (revision > Math.max(0, applier.store().compactRevision())) {
      apply(CommandKind.COMPACT, CompactionRequest.newBuilder().setRevision(revision));
    }
    for (int steps = random.nextInt(4); steps > 0; steps--) {
      applier.store().compactStep(1 + random.nextInt(5));
    }
  }

  private long lease() {
    return 1 + random.nextLong(leases);
  }

  private PutRequest.Builder put() {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(key()).setValue(value());
    if (leases > 0 && random.nextInt(3) == 0) {
      put.setLease(lease()); // Refused if it was revoked: that is a history, too.
    }
    return put;
  }

  private ByteString key() {
    return ByteString.copyFromUtf8("key-" + random.nextInt(40));
  }

  private ByteString value() {
    int length =
        switch (random.nextInt(30)) {
          case 0 -> random.nextInt(30_000);
          case 1, 2 -> 3_900 + random.nextInt(300);
          default -> random.nextInt(100);
        };
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private DeleteRangeRequest.Builder delete() {
    DeleteRangeRequest.Builder delete = DeleteRangeRequest.newBuilder().setKey(key());
    return random.nextInt(4) == 0 ? delete.setRangeEnd(ByteString.copyFromUtf8("key-3")) : delete;
  }

  private TxnRequest.Builder txn() {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      ByteString key = ByteString.copyFromUtf8("txn-" + i);
      txn.addSuccess(
          random.nextInt(4) == 0
              ? RequestOp.newBuilder()
                  .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
                  .build()
              : RequestOp.newBuilder()
                  .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value()))
                  .build());
    }
    return txn;
  }

  private void apply(CommandKind kind, Message.Builder request) {
    LogPosition next = new LogPosition(3, applier.applied().index() + 1);
    applier.apply(next, new Command(1, kind, Identity.NONE, request.build().toByteString()));
  }

  /** All that a client can learn of a store from its compact revision on. */
  static List<Object> visible(Applier applier) {
    MvccStore store = applier.store();
    List<Object> seen = new ArrayList<>();
    long compacted = Math.max(store.compactRevision(), 1);
    seen.add(store.compactRevision());
    seen.add(store.currentRevision());
    for (long revision = compacted; revision <= store.currentRevision(); revision++) {
      RangeRequest all =
          RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setRevision(revision).build();
      seen.add(store.range(all).kvs());
    }
    List<Event> events = new ArrayList<>();
    store.history(compacted, store.currentRevision(), Integer.MAX_VALUE, events::add);
    seen.addAll(events);
    applier.lessor().promote(0, 0);
    for (long lease : applier.lessor().leases()) {
      seen.add(applier.lessor().timeToLive(lease, true, 0));
    }
    seen.add(store.hash(0));
    return seen;
  }

  /** The present alone: each key once. */
  static List<KeyValue> present(Applier applier) {
    return applier
        .store()
        .range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build())
        .kvs();
  }
}
