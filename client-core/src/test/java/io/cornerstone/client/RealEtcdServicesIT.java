package io.cornerstone.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Scans, locks and elections against a real etcd, if there is one on the PATH. */
class RealEtcdServicesIT extends LiveServicesContract {
  private static @Nullable EtcdProcess shared;

  @BeforeAll
  static void start(@TempDir Path directory) {
    assumeTrue(EtcdProcess.isInstalled(), "no etcd on the PATH");
    shared = new EtcdProcess(directory);
    shared.start();
  }

  @AfterAll
  static void stop() {
    if (shared != null) {
      shared.close();
    }
  }

  @Override
  protected List<String> endpoints() {
    EtcdProcess etcd = shared;
    if (etcd == null) {
      throw new IllegalStateException("etcd is not running");
    }
    return List.of(etcd.endpoint());
  }
}
