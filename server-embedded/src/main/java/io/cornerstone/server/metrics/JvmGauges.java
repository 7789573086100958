package io.cornerstone.server.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the runtime takes, under the names that dashboards for Java look for. */
final class JvmGauges {
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
  private static final List<GarbageCollectorMXBean> COLLECTORS =
      ManagementFactory.getGarbageCollectorMXBeans();

  private JvmGauges() {}

  static void register(Instruments make) {
    memory(make, "jvm_memory_used_bytes", "Memory used.", MemoryUsage::getUsed);
    memory(make, "jvm_memory_committed_bytes", "Memory reserved.", MemoryUsage::getCommitted);
    memory(make, "jvm_memory_max_bytes", "Most memory; -1 is no limit.", MemoryUsage::getMax);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    make.gauge("jvm_threads_current", "Threads.", threads::getThreadCount);
    make.counter(
        "jvm_gc_collection_seconds_sum", "Time of collections.", JvmGauges::collectionSeconds);
    make.counter("jvm_gc_collection_seconds_count", "Collections.", JvmGauges::collections);
  }

  private static void memory(
      Instruments make, String name, String help, ToLongFunction<MemoryUsage> figure) {
    make.gauge(
        name,
        help,
        callback -> {
          callback.call(figure.applyAsLong(MEMORY.getHeapMemoryUsage()), "heap");
          callback.call(figure.applyAsLong(MEMORY.getNonHeapMemoryUsage()), "nonheap");
        },
        "area");
  }

  private static double collectionSeconds() {
    return COLLECTORS.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum()
        / MILLIS_PER_SECOND;
  }

  private static double collections() {
    return COLLECTORS.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
  }
}
