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
 * at risk from s + 2t/3 on; it is lost at s + t. A request whose answer takes longer than t/3 (5 s
 * at most) discredits the stream.
 *
 * <p>Answers on a stream come in the order of its requests, lease by lease, so that each is counted
 * from the oldest request for that lease that is still open. This holds also when a lease is given
 * up and taken again meanwhile.
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

  private final Output output;
  private final Map<Long, Track> tracks = new HashMap<>();

  /** When something may be due, earliest first; each track is in here exactly once. */
  private final TreeSet<Wake> wakes = new TreeSet<>();

  /** When the open requests on the current stream were sent, oldest first, by lease. */
  private final Map<Long, Deque<Long>> sent = new HashMap<>();

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

  /** Takes a lease on; one of known validity is due a third of its TTL after it was confirmed. */
  void add(long now, long lease, Validity validity) {
    long nextSend = validity.isKnown() ? validity.sentAt() + validity.ttlNanos() / 3 : now;
    Track track = new Track(lease, validity, nextSend);
    tracks.put(lease, track);
    process(track, now);
  }

  /** Gives a lease up. */
  void remove(long lease) {
    Track track = tracks.remove(lease);
    if (track != null && track.wake != null) {
      wakes.remove(track.wake);
    }
  }

  /** A fresh stream: everything due is sent. */
  void streamOpened(long now) {
    open = true;
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
  }

  /** The server's answer; a TTL of 0 or less means that it has no such lease. */
  void onAnswer(long now, long lease, long ttlNanos) {
    Long sentAt = takeSent(lease);
    Track track = tracks.get(lease);
    if (sentAt == null || track == null) {
      return; // An answer for a lease that was given up.
    }
    if (ttlNanos <= 0) {
      lose(track, LostCause.GONE_AT_SERVER);
    } else if (!track.validity.extend(now, sentAt, ttlNanos)) {
      lose(track, LostCause.NOT_CONFIRMED_IN_TIME);
    } else {
      track.nextSend = sentAt + ttlNanos / 3;
      confirmed(track, now);
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
      output.state(track.lease, new LeaseState.AtRisk());
    }
    Long openSince = oldestSent(track.lease);
    if (openSince == null && open && track.nextSend - now <= 0) {
      sent.computeIfAbsent(track.lease, lease -> new ArrayDeque<>(2)).add(now);
      output.send(track.lease);
    } else if (openSince != null && now - openSince >= answerNanos(track)) {
      output.restart("keep-alives are not answered");
    }
    wakeLater(track, now);
  }

  private void wakeLater(Track track, long now) {
    long at = now + ASSUMED_TTL_NANOS;
    Long openSince = oldestSent(track.lease);
    if (openSince != null) {
      long overdueAt = openSince + answerNanos(track);
      at = earlier(at, overdueAt - now > 0 ? overdueAt : now + answerNanos(track));
    } else if (open) {
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
    if (times.isEmpty()) {
      sent.remove(lease);
    }
    return first;
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }
}
