package io.cornerstone.server.member;

import io.cornerstone.server.mvcc.KvHash;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.peer.PeerHash;
import io.cornerstone.server.peer.PeerNetwork;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checksums of the data of this member and of the others. Any thread; computed by readers. */
final class HashCalls {
  private static final Logger log = LoggerFactory.getLogger(HashCalls.class);

  private final MemberContext context;
  private final RaftLoop raft;
  private final ApplyLoop apply;
  private final Readers readers;
  private final PeerNetwork peers;

  HashCalls(
      MemberContext context,
      RaftLoop raft,
      ApplyLoop apply,
      Readers readers,
      PeerNetwork peers) {
    this.context = context;
    this.raft = raft;
    this.apply = apply;
    this.readers = readers;
    this.peers = peers;
  }

  /** This member's, up to a revision; of the latest if 0. */
  CompletableFuture<PeerHash> here(long revision) {
    final PendingRead<PeerHash> read = read(() -> compute(revision));
    readers.run(read);
    return read.result();
  }

  /** This member's latest, after a read index round: nobody can be ahead who was not before. */
  CompletableFuture<PeerHash> hereConfirmed() {
    final PendingRead<PeerHash> read = read(() -> compute(0));
    raft.read(read);
    return read.result();
  }

  private PendingRead<PeerHash> read(Supplier<PeerHash> computation) {
    return new PendingRead<>(
        PendingRead.Place.READER,
        computation,
        context.clock().monotonicNanos(),
        context.calls().begin());
  }

  private PeerHash compute(long revision) {
    final MvccStore store = apply.applier().store();
    final KvHash hash = store.hash(revision);
    return new PeerHash(
        hash.hash(), hash.compactRevision(), hash.revision(), store.currentRevision());
  }

  /** Those of all other members that answered, by member. Never fails. */
  CompletableFuture<Map<Long, PeerHash>> others(long revision) {
    final long self = raft.status().memberId();
    final Map<Long, PeerHash> answers = new ConcurrentSkipListMap<>();
    CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
    for (var member : apply.members()) {
      if (member.getID() != self) {
        final CompletableFuture<Boolean> noted =
            peers
                .hash(member.getID(), revision, context.options().requestTimeout())
                .handle((hash, failure) -> note(answers, member.getID(), hash, failure));
        all = all.thenCombine(noted, Boolean::logicalAnd);
      }
    }
    return all.thenApply(allAnswered -> answers);
  }

  /** Whether there is an answer. */
  private boolean note(
      Map<Long, PeerHash> answers,
      long member,
      @Nullable PeerHash hash,
      @Nullable Throwable failure) {
    if (hash != null) {
      answers.put(member, hash);
      return true;
    }
    log.info(
        "no hash to compare with: member={} peer={} reason={}",
        context.options().name(),
        Long.toHexString(member),
        failure == null ? "no answer" : failure.getMessage());
    return false;
  }
}
