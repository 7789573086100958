package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A write transaction. Its versions go into engine and index at once, under a revision that no
 * reader asks for before {@link #commit} publishes it.
 */
final class StoreWriteTxn implements MvccStore.WriteTxn {
  private final MvccStore store;
  private final KeyTree tree;
  private final Engine engine;
  private final long revision;
  private final List<Event> events = new ArrayList<>();
  private boolean isOver;

  StoreWriteTxn(MvccStore store, KeyTree tree, Engine engine) {
    this.store = store;
    this.tree = tree;
    this.engine = engine;
    this.revision = store.currentRevision() + 1;
  }

  @Override
  public long revision() {
    return revision;
  }

  /** True if nobody can be hurt by forgetting this transaction. */
  boolean isIdle() {
    return isOver || events.isEmpty();
  }

  @Override
  public RangeResult range(RangeRequest request) {
    RangeScan.checkSort(request);
    final long asked = request.getRevision();
    if (asked >= revision) {
      throw new RefusedException(EtcdError.FUTURE_REV);
    }
    if (asked > 0 && asked < store.compactRevision()) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    final long at = asked > 0 ? asked : revision;
    return new RangeScan(tree, engine, request, at).run(events.isEmpty() ? revision - 1 : revision);
  }

  @Override
  public Optional<KeyValue> put(ByteString key, ByteString value, long leaseId) {
    final KeyEntry entry = tree.get(key.toByteArray());
    final Optional<KeyValue> previous =
        entry != null && entry.isAlive()
            ? Optional.of(engine.get(entry.latest()).kv())
            : Optional.empty();
    set(key, value, leaseId);
    return previous;
  }

  @Override
  public void set(ByteString key, ByteString value, long leaseId) {
    final byte[] bytes = key.toByteArray();
    final KeyEntry entry = tree.get(bytes);
    final KeyEntry alive = entry != null && entry.isAlive() ? entry : null;
    final long created = alive == null ? revision : alive.createRevision();
    final long version = alive == null ? 1 : alive.version() + 1;
    final KeyValue kv =
        KeyValue.newBuilder()
            .setKey(key)
            .setCreateRevision(created)
            .setModRevision(revision)
            .setVersion(version)
            .setValue(value)
            .setLease(leaseId)
            .build();
    final Revision place = nextRevision();
    final boolean isLeased = leaseId != 0;
    engine.append(place, false, kv);
    if (entry == null) {
      store.keyAdded();
    }
    tree.put(
        entry == null
            ? KeyEntry.first(bytes, place, created, version, isLeased)
            : entry.withPut(place, created, version, isLeased));
    events.add(Event.newBuilder().setType(Event.EventType.PUT).setKv(kv).build());
  }

  @Override
  public List<KeyValue> deleteRange(ByteString key, ByteString rangeEnd) {
    final List<KeyEntry> entries = alive(KeyRange.of(key, rangeEnd));
    final List<KeyValue> previous = new ArrayList<>(entries.size());
    for (KeyEntry entry : entries) {
      previous.add(engine.get(entry.latest()).kv());
      deleteEntry(entry);
    }
    return Collections.unmodifiableList(previous);
  }

  @Override
  public long delete(ByteString key, ByteString rangeEnd) {
    final List<KeyEntry> entries = alive(KeyRange.of(key, rangeEnd));
    entries.forEach(this::deleteEntry);
    return entries.size();
  }

  private List<KeyEntry> alive(KeyRange range) {
    final List<KeyEntry> entries = new ArrayList<>();
    tree.scan(
        range.from(),
        range.until(),
        entry -> {
          if (entry.isAlive()) {
            entries.add(entry);
          }
          return true;
        });
    return entries;
  }

  private void deleteEntry(KeyEntry entry) {
    final KeyValue tombstone =
        KeyValue.newBuilder()
            .setKey(ByteString.copyFrom(entry.key()))
            .setModRevision(revision)
            .build();
    final Revision place = nextRevision();
    engine.append(place, true, tombstone);
    tree.put(entry.withTombstone(place));
    events.add(Event.newBuilder().setType(Event.EventType.DELETE).setKv(tombstone).build());
  }

  private Revision nextRevision() {
    if (isOver || events.size() >= KeyEntry.SUB_MAX) {
      Invariant.check(!isOver, "a write after the commit of revision %d", revision);
      Invariant.check(false, "too many changes in revision %d", revision);
    }
    return new Revision(revision, events.size());
  }

  @Override
  public List<Event> commit() {
    if (isOver) {
      Invariant.check(false, "revision %d committed twice", revision);
    }
    isOver = true;
    if (!events.isEmpty()) {
      store.publish(revision);
    }
    return Collections.unmodifiableList(events);
  }
}
