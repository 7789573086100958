package io.cornerstone.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real etcd for all tests of a class, which is skipped if there is none on the PATH. */
final class SharedEtcd implements BeforeAllCallback, AfterAllCallback {
  private @Nullable EtcdProcess etcd;
  private @Nullable Path directory;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    assumeTrue(EtcdProcess.isInstalled(), "no etcd on the PATH");
    Path fresh = Files.createTempDirectory("etcd");
    directory = fresh;
    EtcdProcess started = new EtcdProcess(fresh);
    started.start();
    etcd = started;
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (etcd != null) {
      etcd.close();
    }
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  List<String> endpoints() {
    EtcdProcess running = etcd;
    if (running == null) {
      throw new IllegalStateException("etcd is not running");
    }
    return List.of(running.endpoint());
  }
}
