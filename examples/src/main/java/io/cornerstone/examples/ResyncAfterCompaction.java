package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.testkit.fault.FaultProxy;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows a watch that outlives a compaction. It was cut off while keys changed, and the history that
 * tells of the changes is gone when it is back. It lists the keys, and tells what is different from
 * what it has told before; such events are marked as synthetic.
 */
public final class ResyncAfterCompaction {
  private ResyncAfterCompaction() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(ResyncAfterCompaction::run, endpoints);
  }

  static void run(Client writer, PrintStream out) throws Exception {
    CountDownLatch before = new CountDownLatch(2);
    CountDownLatch all = new CountDownLatch(4);
    try (FaultProxy network = FaultProxy.before(writer.config().endpoints().get(0));
        Client reader = Client.connect(network.endpoint())) {
      reader
          .watch()
          .prefix("stock/")
          .resyncAfterCompaction()
          .listen(
              event -> {
                out.println(describe(event));
                before.countDown();
                all.countDown();
              })
          .created()
          .join();
      put(writer, "stock/nuts", "1");
      put(writer, "stock/bolts", "1");
      await(before);

      network.refuse();
      put(writer, "stock/nuts", "2");
      put(writer, "stock/nuts", "3");
      long last = writer.kv().delete(Bytes.of("stock/bolts")).join().revision();
      writer.kv().compact(last).join();
      network.heal();
      await(all);
    }
  }

  private static String describe(WatchEvent event) {
    String kind = event.isSynthetic() ? "resynced: " : "told: ";
    return event instanceof WatchEvent.Put put
        ? kind + put.key().utf8() + " = " + put.kv().value().utf8()
        : kind + event.key().utf8() + " is gone";
  }

  private static void put(Client client, String key, String value) {
    client.kv().put(Bytes.of(key), Bytes.of(value)).join();
  }

  private static void await(CountDownLatch events) throws InterruptedException {
    if (!events.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException(events.getCount() + " events are missing");
    }
  }
}
