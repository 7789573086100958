package io.cornerstone.testkit.scale;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Many watchers and leases on a real etcd, if this machine has one. */
class RealEtcdScaleIT extends ScaleContract {
  private static @Nullable ServerProcess server;

  @BeforeAll
  static void start() {
    assumeTrue(RealEtcd.isAvailable(), "etcd and etcdctl are not installed");
    server = ServerProcess.start(ServerBinary.of(RealEtcd.find().orElseThrow()));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  String endpoint() {
    ServerProcess running = server;
    if (running == null) {
      throw new IllegalStateException("etcd is not running");
    }
    return running.clientUrl().toString();
  }
}
