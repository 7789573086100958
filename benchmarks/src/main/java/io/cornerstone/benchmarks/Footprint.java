package io.cornerstone.benchmarks;

import io.cornerstone.testkit.cluster.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server process takes of the machine now; on Linux, as it reads {@code /proc}.
 *
 * @param residentBytes memory of the whole process
 * @param heapBytes of a JVM: what lives on its heap after a full collection; else empty
 * @param diskBytes sizes of all files in its data directory, with what is preallocated
 */
record Footprint(long residentBytes, OptionalLong heapBytes, long diskBytes) {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern LIVE_BYTES = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  /** Looks at a process; of a JVM it collects the garbage, after it has read the memory. */
  static Footprint of(ServerProcess member) throws IOException, InterruptedException {
    String status = Files.readString(Path.of("/proc/" + member.pid() + "/status"));
    long resident = number(RESIDENT, status).orElseThrow() * 1024;
    return new Footprint(resident, heap(member.pid()), disk(member.dataDir()));
  }

  private static OptionalLong heap(long pid) throws IOException, InterruptedException {
    String command = Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
    return command.equals("java")
        ? number(LIVE_BYTES, output("jcmd", Long.toString(pid), "GC.class_histogram"))
        : OptionalLong.empty();
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static long disk(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      long bytes = 0;
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  private static OptionalLong number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
