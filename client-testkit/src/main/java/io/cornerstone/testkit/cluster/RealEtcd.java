package io.cornerstone.testkit.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The real etcd, if this machine has it: the binaries {@code etcd} and {@code etcdctl} on the
 * {@code PATH}.
 *
 * @param etcd the server
 * @param etcdctl the control command
 */
public record RealEtcd(Path etcd, Path etcdctl) {
  /** Both binaries, or empty unless both are there. Looks anew at each call. */
  public static Optional<RealEtcd> find() {
    return onPath("etcd")
        .flatMap(etcd -> onPath("etcdctl").map(etcdctl -> new RealEtcd(etcd, etcdctl)));
  }

  /** Whether {@link #find} finds it; for JUnit's conditions and assumptions. */
  public static boolean isAvailable() {
    return find().isPresent();
  }

  /** The first executable file of this name on the {@code PATH}. */
  static Optional<Path> onPath(String name) {
    String path = System.getenv("PATH");
    if (path == null) {
      return Optional.empty();
    }
    for (String directory : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory).resolve(name);
      if (!directory.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
