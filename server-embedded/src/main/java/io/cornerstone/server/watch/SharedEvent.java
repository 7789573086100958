package io.cornerstone.server.watch;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.Event.EventType;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.mvcc.MvccStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event as all its watchers share it: one message without the version before, and one with it,
 * for which the store is asked at most once and only if somebody wants it.
 */
final class SharedEvent {
  private final MvccStore store;
  private final Event plain;
  private @Nullable Event withPrevKv;

  SharedEvent(MvccStore store, Event event) {
    this.store = store;
    this.plain = event.hasPrevKv() ? event.toBuilder().clearPrevKv().build() : event;
  }

  long revision() {
    return plain.getKv().getModRevision();
  }

  EventType type() {
    return plain.getType();
  }

  /** The message for a watcher. */
  Event message(boolean prevKv) {
    if (!prevKv) {
      return plain;
    }
    Event full = withPrevKv;
    if (full == null) {
      Optional<KeyValue> before = store.before(plain.getKv().getKey(), revision());
      full = before.map(kv -> plain.toBuilder().setPrevKv(kv).build()).orElse(plain);
      withPrevKv = full;
    }
    return full;
  }
}
