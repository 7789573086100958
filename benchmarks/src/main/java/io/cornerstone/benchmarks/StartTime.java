package io.cornerstone.benchmarks;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes from the start of a process to its first acknowledged write, and how much of
 * the processor it took until then: the launcher with its archive of classes, the launcher without,
 * and a real etcd, taking turns. The client is warm before the first round counts.
 *
 * <pre>
 * bin/cornerstone prepare
 * java -cp benchmarks/target/cornerstone-benchmarks.jar io.cornerstone.benchmarks.StartTime [rounds]
 * </pre>
 */
public final class StartTime {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  /** What one start took. */
  private record Sample(double millis, double processorMillis) {}

  /** Starts of one server. */
  private record Subject(String name, ServerBinary binary, List<Sample> samples) {
    Subject(String name, ServerBinary binary) {
      this(name, binary, new ArrayList<>());
    }
  }

  private StartTime() {}

  /** Runs five rounds, or as many as the argument says. */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    String launcher = Path.of("bin/cornerstone").toAbsolutePath().toString();
    List<Subject> subjects = new ArrayList<>();
    subjects.add(
        new Subject("launcher, with its archive", new ServerBinary("archive", List.of(launcher))));
    subjects.add(
        new Subject(
            "launcher, without",
            new ServerBinary("plain", List.of("/usr/bin/env", "CORNERSTONE_CACHE=off", launcher))));
    RealEtcd.find().ifPresent(etcd -> subjects.add(new Subject("etcd", ServerBinary.of(etcd))));
    subjects.forEach(subject -> measure(subject.binary()));
    for (int round = 0; round < rounds; round++) {
      subjects.forEach(subject -> subject.samples().add(measure(subject.binary())));
    }
    subjects.forEach(subject -> print(subject, System.out));
  }

  private static Sample measure(ServerBinary binary) {
    Stopwatch watch = Stopwatch.start();
    try (ServerProcess server = ServerProcess.start(binary)) {
      try (Client client =
          Client.connect(
              ClientConfig.DEFAULT
                  .withEndpoints(List.of(server.clientUrl().toString()))
                  .withCallTimeout(CALL_TIMEOUT))) {
        client.kv().put(Bytes.of("key"), Bytes.of("value")).join();
      }
      final double millis = watch.nanos() / 1e6;
      final Duration processor =
          ProcessHandle.of(server.pid())
              .flatMap(process -> process.info().totalCpuDuration())
              .orElse(Duration.ZERO);
      return new Sample(millis, processor.toMillis());
    }
  }

  private static void print(Subject subject, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-28s first write after %5.0f ms (median), %5.0f ms (best); processor %5.0f ms (median)%n",
        subject.name(),
        Comparison.median(subject.samples().stream().map(Sample::millis).toList()),
        Collections.min(subject.samples().stream().map(Sample::millis).toList()),
        Comparison.median(subject.samples().stream().map(Sample::processorMillis).toList()));
  }
}
