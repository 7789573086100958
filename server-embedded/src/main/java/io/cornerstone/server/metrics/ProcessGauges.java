package io.cornerstone.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process takes of the machine, where the system tells it. */
final class ProcessGauges {
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long PAGE_BYTES = 4096;
  private static final Path MEMORY = Path.of("/proc/self/statm");
  private static final int VIRTUAL_COLUMN = 0;
  private static final int RESIDENT_COLUMN = 1;

  private ProcessGauges() {}

  static void register(Instruments make) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    make.gauge(
        "process_start_time_seconds",
        "When the process began, since the epoch.",
        () -> runtime.getStartTime() / MILLIS_PER_SECOND);
    make.gauge(
        "process_resident_memory_bytes",
        "Memory of the process.",
        () -> memoryBytes(RESIDENT_COLUMN));
    make.gauge(
        "process_virtual_memory_bytes",
        "Address space of the process.",
        () -> memoryBytes(VIRTUAL_COLUMN));
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof UnixOperatingSystemMXBean unix) {
      make.counter(
          "process_cpu_seconds_total",
          "Time of processors used.",
          () -> unix.getProcessCpuTime() / NANOS_PER_SECOND);
      make.gauge("process_open_fds", "Open files.", unix::getOpenFileDescriptorCount);
      make.gauge("process_max_fds", "Most open files.", unix::getMaxFileDescriptorCount);
      make.gauge("os_fd_used", "Open files.", unix::getOpenFileDescriptorCount);
      make.gauge("os_fd_limit", "Most open files.", unix::getMaxFileDescriptorCount);
    }
  }

  /** NaN where there is no such file. */
  private static double memoryBytes(int column) {
    try {
      return Long.parseLong(Files.readString(MEMORY).split(" ")[column]) * (double) PAGE_BYTES;
    } catch (IOException | RuntimeException e) {
      return Double.NaN;
    }
  }
}
