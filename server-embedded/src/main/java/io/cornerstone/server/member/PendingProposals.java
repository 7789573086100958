package io.cornerstone.server.member;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.server.apply.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The callers that wait for a command to be applied. Each leaves in one of four ways: the command
 * was applied, its time is over, the caller gave up, the member stopped. Any thread.
 */
final class PendingProposals {
  static final int COUNT_MAX = 20_000;
  static final long BYTES_MAX = 128L << 20;

  private final ConcurrentMap<Long, Proposal> waiting = new ConcurrentHashMap<>();

  /** Their commands were applied, and what is to come of it may take any time. */
  private final ConcurrentMap<Long, Proposal> held = new ConcurrentHashMap<>();

  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean isClosed;

  /**
   * Lets a caller wait.
   *
   * @return false if too many wait already, or the member has stopped; then the caller was told
   */
  boolean add(Proposal proposal) {
    final int size = proposal.command().size();
    final boolean tooMany = count.incrementAndGet() > COUNT_MAX;
    if (bytes.addAndGet(size) > BYTES_MAX || tooMany) {
      count.decrementAndGet();
      bytes.addAndGet(-size);
      proposal.refuse(EtcdError.REQUEST_TOO_MANY_REQUESTS);
      return false;
    }
    waiting.put(proposal.requestId(), proposal);
    if (isClosed) {
      refuse(proposal, EtcdError.STOPPED);
      return false;
    }
    return true;
  }

  int size() {
    return waiting.size();
  }

  /** The command was applied here, and is completed when more is done: its time is never over. */
  void hold(long requestId) {
    final Proposal proposal = take(requestId);
    if (proposal != null) {
      held.put(requestId, proposal);
      if (isClosed) {
        refuse(proposal, EtcdError.STOPPED);
      }
    }
  }

  /** The command was applied here; harmless if nobody waits for it on this member. */
  void complete(long requestId, Outcome outcome) {
    final Proposal proposal = take(requestId);
    if (proposal != null) {
      proposal.complete(outcome);
    }
  }

  boolean isWaiting(Proposal proposal) {
    return waiting.containsKey(proposal.requestId());
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Gives up those that came before {@code startedBefore}, each with the error that fits it. */
  void expire(long startedBefore, Function<Proposal, EtcdError> reason) {
    for (Proposal proposal : inOrder(waiting.values())) {
      if (proposal.startNanos() - startedBefore < 0) {
        refuse(proposal, reason.apply(proposal));
      }
    }
  }

  /** Nobody waits any more, now or later. */
  void close() {
    isClosed = true;
    inOrder(waiting.values()).forEach(proposal -> refuse(proposal, EtcdError.STOPPED));
    inOrder(held.values()).forEach(proposal -> refuse(proposal, EtcdError.STOPPED));
  }

  /** Tells the caller, if it still waits, that its command will not be applied. */
  void refuse(Proposal proposal, EtcdError error) {
    if (take(proposal.requestId()) != null) {
      proposal.refuse(error);
    }
  }

  /** The caller waits no more: what has not reached a leader yet never will. */
  void forget(long requestId) {
    take(requestId);
  }

  private @Nullable Proposal take(long requestId) {
    final Proposal proposal = waiting.remove(requestId);
    if (proposal == null) {
      return held.remove(requestId);
    }
    count.decrementAndGet();
    bytes.addAndGet(-proposal.command().size());
    return proposal;
  }

  /** In order of arrival, so that the order of answers does not hang on hashing. */
  private static List<Proposal> inOrder(Collection<Proposal> proposals) {
    final List<Proposal> all = new ArrayList<>(proposals);
    all.sort(Comparator.comparingLong(Proposal::startNanos).thenComparing(Proposal::requestId));
    return all;
  }
}
