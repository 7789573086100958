package io.cornerstone.testkit.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that can run as a process and takes etcd's flags.
 *
 * @param label names it in test names and messages
 * @param command the program and what precedes the flags
 */
public record ServerBinary(String label, List<String> command) {
  /** Small, so that several fit beside a build, and quick to start, as they do not run for long. */
  private static final List<String> JVM_FLAGS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  public ServerBinary {
    command = List.copyOf(command);
  }

  /** The executable jar at {@code jar}, run by the JVM that runs this code. */
  public static ServerBinary jar(Path jar) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.add("-jar");
    command.add(jar.toString());
    return new ServerBinary("cornerstone", command);
  }

  /**
   * The executable jar of a checkout, where the build leaves it.
   *
   * @param root the checkout's root directory
   * @throws IllegalStateException if the jar has not been built
   */
  public static ServerBinary ofCheckout(Path root) {
    Path jar = root.resolve("server-embedded/target/cornerstone-server.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          "no executable jar at " + jar + ": build it with mvn package -pl server-embedded -am");
    }
    return jar(jar);
  }

  /** The real etcd. */
  public static ServerBinary of(RealEtcd etcd) {
    return new ServerBinary("etcd", List.of(etcd.etcd().toString()));
  }

  /** The whole command with these flags. */
  public List<String> with(List<String> flags) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(flags);
    return whole;
  }

  @Override
  public String toString() {
    return label;
  }
}
