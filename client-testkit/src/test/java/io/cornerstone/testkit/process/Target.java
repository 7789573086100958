package io.cornerstone.testkit.process;

import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import java.nio.file.Path;
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
    String root = System.getProperty("cornerstone.root");
    if (root == null) {
      throw new IllegalStateException(
          "the system property cornerstone.root must name the root of the checkout");
    }
    return ServerBinary.ofCheckout(Path.of(root));
  }

  /** The real etcd with its etcdctl, or the test is skipped. */
  static RealEtcd etcdOrSkip() {
    Assumptions.assumeTrue(
        RealEtcd.isAvailable(), "etcd and etcdctl are not installed: skipped on this machine");
    return RealEtcd.find().orElseThrow();
  }
}
