package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.cache.Cache;
import io.cornerstone.client.cache.CacheEntry;
import io.cornerstone.client.cache.Freshness;
import io.cornerstone.client.codec.Codec;
import java.io.PrintStream;
import java.util.Optional;

/**
 * Shows a cache: a typed local copy of a prefix that a watch keeps up to date. Each read says how
 * new its answer must be.
 */
public final class WatchedCache {
  private static final Bytes LIMIT = Bytes.of("limits/requests");

  private WatchedCache() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(WatchedCache::run, endpoints);
  }

  static void run(Client client, PrintStream out) {
    client.kv().put(LIMIT, Bytes.of("10")).join();
    try (Cache<Long> limits = Cache.open(client, "limits/", Codec.DECIMAL)) {
      limits.ready().join();
      out.println("local, no server asked: " + value(limits.get(LIMIT)));

      long written = client.kv().put(LIMIT, Bytes.of("20")).join().revision();
      // A local read may still say 10 here. These two may not:
      out.println(
          "from that write on: " + value(limits.get(LIMIT, Freshness.atLeast(written)).join()));
      client.kv().put(LIMIT, Bytes.of("30")).join();
      out.println("as new as can be: " + value(limits.get(LIMIT, Freshness.linearizable()).join()));
    }
  }

  private static long value(Optional<CacheEntry<Long>> entry) {
    return entry.orElseThrow().value();
  }
}
