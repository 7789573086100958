package io.cornerstone.server.watch;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.Event.EventType;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchCreateRequest.FilterType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watcher. There may be a million of them, so it is a plain object with a few fields.
 *
 * <p>It has one owner at a time: the apply executor while it is synced, the catch-up executor while
 * it is behind. Ownership passes with a message from one executor to the other; only {@link
 * #synced} stays with apply, and {@link #ended} with the lock of the stream.
 */
final class Watcher {
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  private static final int NO_PUT = 1;
  private static final int NO_DELETE = 2;
  private static final int PREV_KV = 4;
  private static final int FRAGMENT = 8;
  private static final int PROGRESS_NOTIFY = 16;

  final ClientStream stream;
  final long id;
  final ByteString key;

  /** Null for a single key; empty for all keys from {@link #key} on. */
  final @Nullable ByteString rangeEnd;

  private final byte options;

  /**
   * Events of earlier revisions are not wanted. While behind, it is also the first revision that
   * has not been looked at; a synced watcher has 0 here unless it asked for a start in the future.
   */
  long from;

  /** True while the index of synced watchers holds it. Apply executor only. */
  boolean synced;

  /** True once no further response may name this watcher. Guarded by the lock of the stream. */
  boolean ended;

  /** Whether events came since the last progress tick. Apply executor only. */
  boolean active;

  // Neighbours in the list of watchers of the same range, in the index that holds this watcher.
  @Nullable Watcher next;
  @Nullable Watcher previous;

  /** Events on their way into the next response; null between responses. */
  @Nullable List<Event> collected;

  Watcher(ClientStream stream, long id, WatchCreateRequest request) {
    this.stream = stream;
    this.id = id;
    this.key = keyOf(request);
    this.rangeEnd = rangeEndOf(request);
    this.options = optionsOf(request);
  }

  /** The key that a request means: the empty one stands for the first of all keys. */
  static ByteString keyOf(WatchCreateRequest request) {
    return request.getKey().isEmpty() ? ZERO : request.getKey();
  }

  /** The end that a request means, as in {@link #rangeEnd}. */
  static @Nullable ByteString rangeEndOf(WatchCreateRequest request) {
    ByteString end = request.getRangeEnd();
    if (end.isEmpty()) {
      return null;
    }
    return end.equals(ZERO) ? ByteString.EMPTY : end;
  }

  private static byte optionsOf(WatchCreateRequest request) {
    int options = request.getPrevKv() ? PREV_KV : 0;
    options |= request.getFragment() ? FRAGMENT : 0;
    options |= request.getProgressNotify() ? PROGRESS_NOTIFY : 0;
    for (FilterType filter : request.getFiltersList()) {
      options |= filter == FilterType.NOPUT ? NO_PUT : 0;
      options |= filter == FilterType.NODELETE ? NO_DELETE : 0;
    }
    return (byte) options;
  }

  boolean wants(SharedEvent event) {
    if (event.revision() < from) {
      return false;
    }
    return (options & (event.type() == EventType.DELETE ? NO_DELETE : NO_PUT)) == 0;
  }

  boolean wantsPrevKv() {
    return (options & PREV_KV) != 0;
  }

  boolean wantsFragments() {
    return (options & FRAGMENT) != 0;
  }

  boolean wantsProgress() {
    return (options & PROGRESS_NOTIFY) != 0;
  }
}
