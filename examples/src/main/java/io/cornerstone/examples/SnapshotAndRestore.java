package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.maintenance.SnapshotResult;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.SnapshotRestore;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shows a backup and what it is for: a snapshot of a running cluster is saved to a file, checked,
 * and restored as a new cluster, which has the data as it was then.
 */
public final class SnapshotAndRestore {
  private static final URI PEER_URL = URI.create("http://127.0.0.1:2380");
  private static final Bytes KEY = Bytes.of("orders/17");

  private SnapshotAndRestore() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(SnapshotAndRestore::run, endpoints);
  }

  static void run(Client client, PrintStream out) throws IOException {
    Path directory = Files.createTempDirectory("cornerstone-backup");
    try {
      client.kv().put(KEY, Bytes.of("paid")).join();
      SnapshotResult saved = client.maintenance().snapshot(directory.resolve("backup.db")).join();
      out.println("saved and checked: " + (saved.sizeBytes() == Files.size(saved.file())));
      client.kv().put(KEY, Bytes.of("overwritten by mistake")).join();
      restore(saved.file(), directory.resolve("restored"), out);
    } finally {
      delete(directory);
    }
  }

  private static void restore(Path backup, Path dataDir, PrintStream out) {
    // The ids of members derive from their peer URLs, so that a restore has to know them.
    ServerConfig config =
        ServerConfig.builder().dataDir(dataDir).initialAdvertisePeerUrls(List.of(PEER_URL)).build();
    SnapshotRestore.run(backup, config, SnapshotRestore.Options.DEFAULT);
    try (EmbeddedServer server = EmbeddedServer.start(config)) {
      server.ready().join();
      try (Client client = Client.connect(server.clientUrls().get(0).toString())) {
        out.println("restored: " + client.kv().get(KEY).join().kvs().get(0).value().utf8());
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
