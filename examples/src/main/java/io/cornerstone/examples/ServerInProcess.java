package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Shows the server inside a program: started on a directory, stopped, started again, and its data
 * is there. Ports are free ones unless the configuration names them.
 */
public final class ServerInProcess {
  private static final Bytes KEY = Bytes.of("greeting");

  private ServerInProcess() {}

  /** Arguments: the data directory; a temporary one if there is none. */
  public static void main(String[] arguments) throws IOException {
    Path dataDir =
        arguments.length > 0
            ? Path.of(arguments[0])
            : Files.createTempDirectory("cornerstone-server");
    run(dataDir, System.out);
  }

  static void run(Path dataDir, PrintStream out) {
    ServerConfig config = ServerConfig.builder().dataDir(dataDir).build();
    try (EmbeddedServer server = EmbeddedServer.start(config);
        Client client = connect(server)) {
      client.kv().put(KEY, Bytes.of("hello")).join();
      out.println("leads itself: " + server.isLeader());
    }
    try (EmbeddedServer server = EmbeddedServer.start(config);
        Client client = connect(server)) {
      out.println("after a restart: " + client.kv().get(KEY).join().kvs().get(0).value().utf8());
    }
  }

  private static Client connect(EmbeddedServer server) {
    server.ready().join();
    return Client.connect(server.clientUrls().get(0).toString());
  }
}
