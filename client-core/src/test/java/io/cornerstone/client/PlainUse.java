package io.cornerstone.client;

import io.cornerstone.client.watch.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What any user does, for a class loader that has no optional library. */
public final class PlainUse {
  private PlainUse() {}

  /** Puts and watches; answers the revision of the put. All classes are loaded by the way. */
  public static long run(String endpoint) throws Exception {
    ClientConfig patient =
        ClientConfig.DEFAULT
            .withEndpoints(List.of(endpoint))
            .withCallTimeout(Duration.ofSeconds(20))
            .withConnectTimeout(Duration.ofSeconds(15));
    try (Client client = Client.connect(patient)) {
      Watcher watcher = client.watch().listen(event -> {});
      watcher.created().get(20, TimeUnit.SECONDS);
      long revision =
          client.kv().put(Bytes.of("k"), Bytes.of("v")).get(20, TimeUnit.SECONDS).revision();
      client.diagnose().get(20, TimeUnit.SECONDS);
      return revision;
    }
  }
}
