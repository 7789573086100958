package io.cornerstone.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LoadReportTest {
  @Test
  void tellsSlowestAndDeviation() {
    LoadReport report = new LoadReport();
    assertThat(report.standardDeviation()).isZero();
    for (double seconds : new double[] {0.1, 0.2, 0.3, 0.6}) {
      report.succeeded(seconds);
    }
    assertThat(report.count()).isEqualTo(4);
    assertThat(report.slowestSeconds()).isEqualTo(0.6);
    assertThat(report.standardDeviation()).isCloseTo(0.18708, within(1e-5));
  }

  @Test
  void countsErrorsByReason() {
    LoadReport report = new LoadReport();
    report.failed("a");
    report.failed("b");
    report.failed("a");
    assertThat(report.errors()).hasToString("{a=2, b=1}");
    assertThat(report.count()).isZero();
  }

  @Test
  void memoryIsReadFromTheMetrics() {
    String metrics = "# TYPE x gauge\nprocess_resident_memory_bytes 2.5e+07\nother 1\n";
    assertThat(MemoryMetric.read(metrics)).isEqualTo(25_000_000);
    assertThat(MemoryMetric.read("other 1\n")).isZero();
  }
}
