package io.cornerstone.testkit.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Three members of a real etcd, if this machine has one, of which two are halted (SIGSTOP). */
class RealEtcdThreeMembersIT extends ThreeMembersContract {
  private @Nullable ProcessCluster started;

  @BeforeEach
  void start() {
    assumeTrue(RealEtcd.isAvailable(), "etcd and etcdctl are not installed");
    started = ProcessCluster.start(ServerBinary.of(RealEtcd.find().orElseThrow()), 3);
  }

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private ProcessCluster cluster() {
    ProcessCluster running = started;
    if (running == null) {
      throw new IllegalStateException("etcd is not running");
    }
    return running;
  }

  @Override
  List<String> endpoints() {
    return cluster().endpoints().stream().map(URI::toString).toList();
  }

  @Override
  void loseQuorum() {
    cluster().members().subList(0, 2).forEach(ServerProcess::pause);
  }

  @Override
  void heal() {
    cluster().members().subList(0, 2).forEach(ServerProcess::resume);
  }
}
