package io.cornerstone.client.internal.lease;

import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.lease.LeaseState.LostCause;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When to send which keep-alive over the one stream, and what is known of each lease. Pure: the
 * time is an argument, and requests and changes of state are output.
 *
 * <p>With TTL t and the last confirmed request sent at s: the next is due at s + t/3; the lease is
 * at risk from s + 2t/3 on; it is lost at s + t. A request that is open for t/3 (5 s at most) while
 * no answer to any comes discredits the stream, as does one that is open for t/2 while others are
 * answered: a server that is merely slow is not left for it.
 *
 * <p>Answers on a stream come in the order of its requests, lease by lease, so that each is counted
 * from the oldest request for that lease that is still open. This holds also when a lease is given
 * up and taken again meanwhile.
 *
 * <p>However many are due, no more than a window of requests is open at a time, and the next is
 * sent as an answer comes, the lease that is nearest to its end first. So a client that comes back
 * with very many leases neither floods the server nor takes a queue of its own making for silence.
 */
final class KeepAliveSchedule {
  /** What a lease is taken to live for until the server tells. */
  private static final long ASSUMED_TTL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  /** Where everything goes. Must not call back into the schedule. */
  interface Output {
    void send(long lease);

    void state(long lease, LeaseState state);

    /** The stream must be given up. */
    void restart(String reason);
  }

  /** How many requests may be open. At 50 ms to the server and back, that is 40,000 a second. */
  static final int WINDOW = 2_000;

  private final Output output;
  private final Map<Long, Track> tracks = new HashMap<>();

  /** When something may be due, earliest first; each track is in here exactly once. */
  private final TreeSet<Wake> wakes = new TreeSet<>();

  /** When the open requests on the current stream were sent, oldest first, by lease. */
  private final Map<Long, Deque<Long>> sent = new HashMap<>();

  /** How many leases are at risk. */
  private int atRisk;

  /** How many requests are open. */
  private int inFlight;

  /** When the current stream was opened or last brought an answer. */
  private long lastSign;

  /** Due, while the window is full; the one to send first by the time its validity ends. */
  private final TreeSet<Wake> held = new TreeSet<>();

  private boolean open;

  private record Wake(long at, long lease) implements Comparable<Wake> {
    @Override
    public int compareTo(Wake other) {
      long difference = at - other.at; // The clock may pass the greatest long.
      return difference == 0 ? Long.compare(lease, other.lease) : Long.signum(difference);
    }
  }

  private static final class Track {
    final long lease;
    final Validity validity;
    long nextSend;
    boolean atRisk;
    @Nullable Wake wake;
    @Nullable Wake held;

    Track(long lease, Validity validity, long nextSend) {
      this.lease = lease;
      this.validity = validity;
      this.nextSend = nextSend;
      this.atRisk = !validity.isKnown();
    }

    long ttl() {
      return validity.isKnown() ? validity.ttlNanos() : ASSUMED_TTL_NANOS;
    }

    long riskAt() {
      return validity.sentAt() + validity.ttlNanos() / 3 * 2;
    }

    long lostAt() {
      return validity.sentAt() + validity.ttlNanos();
    }
  }

  KeepAliveSchedule(Output output) {
    this.output = output;
  }

  boolean isEmpty() {
    return tracks.isEmpty();
  }

  /** How many leases are at risk. */
  int atRisk() {
    return atRisk;
  }

  /** Takes a lease on; one of known validity is due a third of its TTL after it was confirmed. */
  void add(long now, long lease, Validity validity) {
    long nextSend = validity.isKnown() ? validity.sentAt() + validity.ttlNanos() / 3 : now;
    Track track = new Track(lease, validity, nextSend);
    tracks.put(lease, track);
    atRisk += track.atRisk ? 1 : 0;
    process(track, now);
  }

  /** Gives a lease up. */
  void remove(long lease) {
    Track track = tracks.remove(lease);
    if (track != null) {
      release(track);
      atRisk -= track.atRisk ? 1 : 0;
    }
    if (track != null && track.wake != null) {
      wakes.remove(track.wake);
    }
  }

  /** A fresh stream: everything due is sent. */
  void streamOpened(long now) {
    open = true;
    lastSign = now;
    tracks.values().stream()
        .sorted((a, b) -> Long.compare(a.lease, b.lease))
        .toList()
        .forEach(track -> process(track, now));
  }

  /** The stream is gone, and with it all answers: what was open is due again. */
  void streamLost(long now) {
    open = false;
    for (Map.Entry<Long, Deque<Long>> entry : sent.entrySet()) {
      Track track = tracks.get(entry.getKey());
      if (track != null && !entry.getValue().isEmpty()) {
        track.nextSend = now;
      }
    }
    sent.clear();
    inFlight = 0;
    held.clear();
    tracks.values().forEach(track -> track.held = null);
  }

  /** The server's answer; a TTL of 0 or less means that it has no such lease. */
  void onAnswer(long now, long lease, long ttlNanos) {
    lastSign = now;
    Long sentAt = takeSent(lease);
    Track track = tracks.get(lease);
    if (sentAt != null && track != null) {
      answered(track, now, sentAt, ttlNanos);
    } // Else it is an answer for a lease that was given up.
    sendHeld(now);
  }

  private void answered(Track track, long now, long sentAt, long ttlNanos) {
    if (ttlNanos <= 0) {
      lose(track, LostCause.GONE_AT_SERVER);
    } else if (!track.validity.extend(now, sentAt, ttlNanos)) {
      lose(track, LostCause.NOT_CONFIRMED_IN_TIME);
    } else {
      track.nextSend = sentAt + ttlNanos / 3;
      confirmed(track, now);
    }
  }

  private void sendHeld(long now) {
    while (open && inFlight < WINDOW && !held.isEmpty()) {
      Track track = tracks.get(held.first().lease);
      if (track == null) {
        throw new IllegalStateException("a lease that was given up is held");
      }
      release(track);
      process(track, now);
    }
  }

  private void release(Track track) {
    if (track.held != null) {
      held.remove(track.held);
      track.held = null;
    }
  }

  /** Does what is due. */
  void tick(long now) {
    while (!wakes.isEmpty() && wakes.first().at - now <= 0) {
      Wake wake = wakes.pollFirst();
      Track track = wake == null ? null : tracks.get(wake.lease);
      if (track != null) {
        track.wake = null;
        process(track, now);
      }
    }
  }

  /** When {@link #tick} is next needed. */
  OptionalLong nextWake() {
    return wakes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(wakes.first().at);
  }

  private void confirmed(Track track, long now) {
    if (track.atRisk && track.riskAt() - now > 0) {
      track.atRisk = false;
      atRisk--;
      output.state(track.lease, new LeaseState.Active());
    }
    process(track, now);
  }

  private void process(Track track, long now) {
    if (track.validity.isOver(now)) {
      lose(track, LostCause.NOT_CONFIRMED_IN_TIME);
      return;
    }
    if (!track.atRisk && track.riskAt() - now <= 0) {
      track.atRisk = true;
      atRisk++;
      output.state(track.lease, new LeaseState.AtRisk());
    }
    Long openSince = oldestSent(track.lease);
    if (openSince == null && open && track.nextSend - now <= 0) {
      sendOrHold(track, now);
    } else if (openSince != null && overdueAt(track, openSince) - now <= 0) {
      output.restart("keep-alives are not answered");
    }
    wakeLater(track, now);
  }

  private void sendOrHold(Track track, long now) {
    release(track);
    if (inFlight >= WINDOW) {
      long until = track.validity.isKnown() ? track.lostAt() : track.nextSend + ASSUMED_TTL_NANOS;
      track.held = new Wake(until, track.lease);
      held.add(track.held);
      return;
    }
    inFlight++;
    sent.computeIfAbsent(track.lease, lease -> new ArrayDeque<>(2)).add(now);
    output.send(track.lease);
  }

  private void wakeLater(Track track, long now) {
    long at = now + ASSUMED_TTL_NANOS;
    Long openSince = oldestSent(track.lease);
    if (openSince != null) {
      long overdueAt = overdueAt(track, openSince);
      at = earlier(at, overdueAt - now > 0 ? overdueAt : now + answerNanos(track));
    } else if (open && track.held == null) {
      at = earlier(at, track.nextSend);
    }
    if (track.validity.isKnown()) {
      at = earlier(at, track.atRisk ? track.lostAt() : track.riskAt());
    }
    if (track.wake != null) {
      wakes.remove(track.wake);
    }
    track.wake = new Wake(at, track.lease);
    wakes.add(track.wake);
  }

  private void lose(Track track, LostCause cause) {
    remove(track.lease);
    track.validity.end();
    output.state(track.lease, new LeaseState.Lost(cause));
  }

  private long overdueAt(Track track, long openSince) {
    long sign = lastSign - openSince > 0 ? lastSign : openSince;
    return earlier(sign + answerNanos(track), openSince + track.ttl() / 2);
  }

  private static long answerNanos(Track track) {
    return Math.min(track.ttl() / 3, ANSWER_NANOS_MAX);
  }

  private @Nullable Long oldestSent(long lease) {
    Deque<Long> times = sent.get(lease);
    return times == null ? null : times.peekFirst();
  }

  private @Nullable Long takeSent(long lease) {
    Deque<Long> times = sent.get(lease);
    if (times == null) {
      return null;
    }
    Long first = times.pollFirst();
    if (first != null) {
      inFlight--;
    }
    if (times.isEmpty()) {
      sent.remove(lease);
    }
    return first;
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }
}
