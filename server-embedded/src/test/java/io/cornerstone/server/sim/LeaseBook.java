package io.cornerstone.server.sim;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clients know of their leases, against what becomes of the leases' keys. A lease must live
 * for its TTL from the moment its last successful renewal was sent, by the fastest clock there is,
 * and its keys go in one revision.
 */
final class LeaseBook {
  /** One lease, as its client knows it. */
  static final class Lease {
    final long id;
    final long ttlSeconds;
    private long validUntil;
    private boolean isRevoked;

    Lease(long id, long ttlSeconds, long sentNanos) {
      this.id = id;
      this.ttlSeconds = ttlSeconds;
      renewed(sentNanos);
    }

    /** A grant or renewal that was sent then has succeeded. */
    void renewed(long sentNanos) {
      final long trueTtl = (long) (ttlSeconds * SimWorld.SECOND / (1 + SimClock.DRIFT_MAX));
      validUntil = Math.max(validUntil, sentNanos + trueTtl);
    }

    /** Its client has asked to end it: from here on it may be gone. */
    void revoked() {
      isRevoked = true;
    }
  }

  private final SimWorld world;
  private final Map<Long, Lease> leases = new TreeMap<>();
  private final Map<Long, Long> removals = new TreeMap<>();

  LeaseBook(SimWorld world) {
    this.world = world;
    world.ledger().listen(this::added);
  }

  void add(Lease lease) {
    leases.put(lease.id, lease);
  }

  static String prefix(long id) {
    return String.format("lease/%016x/", id);
  }

  private static String end(long id) {
    return String.format("lease/%016x0", id);
  }

  /** How many leases went with keys. */
  int removed() {
    return removals.size();
  }

  /** A client was told that its lease is unknown. */
  void checkMayBeGone(Lease lease) {
    world.check(
        lease.isRevoked || world.events().now() >= lease.validUntil,
        "lease %x is gone %.3f s too early",
        lease.id,
        (lease.validUntil - world.events().now()) / 1e9);
  }

  private void added(long revision, List<Event> events) {
    for (Event event : events) {
      final String key = event.getKv().getKey().toStringUtf8();
      if (event.getType() == Event.EventType.DELETE && key.startsWith("lease/")) {
        removed(Long.parseUnsignedLong(key.substring(6, 22), 16), revision);
      }
    }
  }

  private void removed(long id, long revision) {
    final Long known = removals.putIfAbsent(id, revision);
    world.check(
        known == null || known == revision,
        "the keys of lease %x went at revision %s and at %d",
        id,
        known,
        revision);
    final List<KeyValue> left = world.ledger().range(prefix(id), end(id), revision);
    final List<Event> gone = new ArrayList<>(world.ledger().at(revision));
    world.check(
        left.stream()
            .allMatch(
                kv -> gone.stream().anyMatch(event -> event.getKv().getKey().equals(kv.getKey()))),
        "lease %x went at revision %d and left %s",
        id,
        revision,
        left);
    final Lease lease = leases.get(id);
    if (lease != null) {
      checkMayBeGone(lease);
    }
  }

  /** No key of a lease is left whose client has given it up long ago. */
  void checkAbandonedAreGone(long sinceNanos) {
    for (Lease lease : leases.values()) {
      world.check(
          lease.validUntil > sinceNanos
              || world
                  .ledger()
                  .range(prefix(lease.id), end(lease.id), world.ledger().last())
                  .isEmpty(),
          "lease %x has expired and its keys are still there",
          lease.id);
    }
  }
}
