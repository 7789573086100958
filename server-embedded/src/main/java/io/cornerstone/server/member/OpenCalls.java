package io.cornerstone.server.member;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads and lease calls that somebody waits for. Whatever becomes of the tasks that work on them,
 * none stays open when the member stops; and their number is bounded. Any thread.
 */
final class OpenCalls {
  static final int COUNT_MAX = 100_000;

  private final AtomicLong last = new AtomicLong();
  private final AtomicInteger count = new AtomicInteger();
  private final ConcurrentMap<Long, CompletableFuture<?>> open = new ConcurrentHashMap<>();
  private volatile boolean isClosed;

  /** A new call; it has failed already if there are too many, or the member has stopped. */
  <T> CompletableFuture<T> begin() {
    final CompletableFuture<T> call = new CompletableFuture<>();
    final long number = last.incrementAndGet();
    final boolean tooMany = count.incrementAndGet() > COUNT_MAX;
    open.put(number, call);
    call.whenComplete(
        (value, failure) -> {
          open.remove(number);
          count.decrementAndGet();
        });
    if (tooMany) {
      refuse(call, EtcdError.REQUEST_TOO_MANY_REQUESTS);
    } else if (isClosed) {
      refuse(call, EtcdError.STOPPED);
    }
    return call;
  }

  int count() {
    return count.get();
  }

  /** Nobody waits any more, now or later. */
  void close() {
    isClosed = true;
    final NavigableMap<Long, CompletableFuture<?>> inOrder = new TreeMap<>(open);
    for (Map.Entry<Long, CompletableFuture<?>> call : inOrder.entrySet()) {
      refuse(call.getValue(), EtcdError.STOPPED);
    }
  }

  private static void refuse(CompletableFuture<?> call, EtcdError error) {
    call.completeExceptionally(new RefusedException(error));
  }
}
