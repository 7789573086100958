package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.testkit.fault.FaultProxy;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows that a watch goes on where it was after its connection is lost: of what happened meanwhile
 * it misses nothing and repeats nothing. A proxy that cuts connections stands in for the network.
 */
public final class ResumingWatch {
  private static final int EVENTS = 6;

  private ResumingWatch() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(ResumingWatch::run, endpoints);
  }

  static void run(Client writer, PrintStream out) throws Exception {
    CountDownLatch seen = new CountDownLatch(EVENTS);
    try (FaultProxy network = FaultProxy.before(writer.config().endpoints().get(0));
        Client reader = Client.connect(network.endpoint())) {
      Watcher watcher =
          reader
              .watch()
              .prefix("news/")
              .listen(
                  event -> {
                    out.println("seen: " + event.key().utf8());
                    seen.countDown();
                  });
      watcher.created().join();
      write(writer, 1);
      network.refuse(); // The connection is cut, and nobody gets through.
      write(writer, 2);
      write(writer, 3);
      network.heal();
      write(writer, 4);
      network.cut();
      write(writer, 5);
      write(writer, 6);
      if (!seen.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(seen.getCount() + " events are missing");
      }
      watcher.close();
      out.println("ended: " + watcher.ended().get(30, TimeUnit.SECONDS));
    }
  }

  private static void write(Client client, int number) {
    client.kv().put(Bytes.of("news/" + number), Bytes.EMPTY).join();
  }
}
