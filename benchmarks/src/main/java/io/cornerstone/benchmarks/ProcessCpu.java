package io.cornerstone.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What this process has used of the processors: all its threads, the collector and compiler too.
 */
final class ProcessCpu {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ProcessCpu() {}

  static Duration used() {
    return Duration.ofNanos(SYSTEM.getProcessCpuTime());
  }
}
