package io.cornerstone.testkit.process;

import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The servers that the same test runs against. */
enum Target {
  CORNERSTONE,
  ETCD;

  /**
   * The server to run. Without a real etcd on this machine the test is skipped; without our own jar
   * it fails, as the build makes it.
   */
  ServerBinary binary() {
    return this == CORNERSTONE ? checkoutJar() : ServerBinary.of(etcdOrSkip());
  }

  static ServerBinary checkoutJar() {
    return ServerBinary.ofCheckout(root());
  }

  /**
   * The launcher of the checkout, with the jar that the build leaves and a small JVM.
   *
   * @param cache where it keeps its archive of classes, or {@code off}
   */
  static ServerBinary launcher(String cache) {
    return new ServerBinary(
        "launcher",
        List.of(
            "/usr/bin/env",
            "CORNERSTONE_CACHE=" + cache,
            "CORNERSTONE_JAVA_OPTS=-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "JAVA_HOME=" + System.getProperty("java.home"),
            root().resolve("bin/cornerstone").toString()));
  }

  private static Path root() {
    String root = System.getProperty("cornerstone.root");
    if (root == null) {
      throw new IllegalStateException(
          "the system property cornerstone.root must name the root of the checkout");
    }
    return Path.of(root);
  }

  /** The real etcd with its etcdctl, or the test is skipped. */
  static RealEtcd etcdOrSkip() {
    Assumptions.assumeTrue(
        RealEtcd.isAvailable(), "etcd and etcdctl are not installed: skipped on this machine");
    return RealEtcd.find().orElseThrow();
  }
}
