package io.cornerstone.server.member;

import io.cornerstone.protocol.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads that have their index and wait until so much is applied. Apply thread only. */
final class AppliedWaiters {
  private final NavigableMap<Long, List<PendingRead<?>>> byIndex = new TreeMap<>();
  private final Consumer<PendingRead<?>> serve;

  AppliedWaiters(Consumer<PendingRead<?>> serve) {
    this.serve = serve;
  }

  void add(long index, List<PendingRead<?>> reads, long appliedIndex) {
    if (index <= appliedIndex) {
      reads.forEach(serve);
    } else {
      byIndex.computeIfAbsent(index, i -> new ArrayList<>()).addAll(reads);
    }
  }

  void applied(long index) {
    Map.Entry<Long, List<PendingRead<?>>> first = byIndex.firstEntry();
    while (first != null && first.getKey() <= index) {
      byIndex.pollFirstEntry();
      first.getValue().forEach(serve);
      first = byIndex.firstEntry();
    }
  }

  void expire(long startedBefore) {
    for (List<PendingRead<?>> reads : byIndex.values()) {
      reads.removeIf(
          read -> {
            final boolean isLate = read.startNanos() - startedBefore < 0;
            if (isLate) {
              read.refuse(EtcdError.TIMEOUT_WAIT_APPLIED_INDEX);
            }
            return isLate;
          });
    }
    byIndex.values().removeIf(List::isEmpty);
  }
}
