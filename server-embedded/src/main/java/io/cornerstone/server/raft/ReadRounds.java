package io.cornerstone.server.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The linearizable reads that wait at a leader (dissertation, 6.4). A round notes the commit index
 * and asks a quorum, by heartbeats, whether this is still the leader; all reads that wait when a
 * round starts share it. Confirming a round confirms all earlier ones, since whoever followed the
 * leader in the later round had not left it before.
 */
final class ReadRounds {
  /**
   * Most rounds that may be unconfirmed at once. More of them shorten the wait for the next one;
   * each costs a heartbeat to every voter.
   */
  private static final int UNCONFIRMED_MAX = 4;

  /** A read of a member, which may be the leader itself. */
  record Request(long member, long context) {}

  /** Reads that may be served once {@code index} is applied. */
  record Confirmed(long index, List<Request> requests) {}

  private record Round(long number, Confirmed result) {}

  private List<Request> waiting = new ArrayList<>();
  private final Queue<Round> unconfirmed = new ArrayDeque<>();
  private long lastRound;

  void add(Request request) {
    waiting.add(request);
  }

  boolean canStart() {
    return !waiting.isEmpty() && unconfirmed.size() < UNCONFIRMED_MAX;
  }

  /** Starts a round for all waiting reads; {@link #lastRound} is its number then. */
  void start(long commitIndex) {
    lastRound++;
    unconfirmed.add(new Round(lastRound, new Confirmed(commitIndex, waiting)));
    waiting = new ArrayList<>();
  }

  /** Starts a round that serves no read, to extend a lease. */
  void startEmpty() {
    lastRound++;
  }

  /** Takes the reads that wait for a round to start. */
  List<Request> takeWaiting() {
    List<Request> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  /** The number of the latest round; heartbeats carry it. 0 before the first. */
  long lastRound() {
    return lastRound;
  }

  /** Takes the reads of all rounds up to {@code round}, which a quorum has confirmed. */
  List<Confirmed> confirm(long round) {
    List<Confirmed> confirmed = new ArrayList<>();
    while (!unconfirmed.isEmpty() && unconfirmed.element().number() <= round) {
      confirmed.add(unconfirmed.remove().result());
    }
    return confirmed;
  }
}
