package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Shows a lease that is kept alive: a key that exists as long as this process does. When the lease
 * is gone, here because somebody revokes it, its key is gone too, and the holder is told why.
 */
public final class LeaseKeepAlive {
  private static final Bytes KEY = Bytes.of("hosts/host-1");

  private LeaseKeepAlive() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(LeaseKeepAlive::run, endpoints);
  }

  static void run(Client client, PrintStream out) throws Exception {
    KeepAlive lease = client.leases().grantAndKeepAlive(Duration.ofSeconds(6), state -> {}).join();
    client.kv().put(KEY, Bytes.of("up"), PutOptions.DEFAULT.withLease(lease.id())).join();
    out.println("the lease is " + name(lease.state()));
    out.println("certain to live on: " + !lease.remaining().isZero());
    out.println("keys with the lease: " + keys(client));

    client.leases().revoke(lease.id()).join();
    LeaseState last = lease.ended().get(30, TimeUnit.SECONDS);
    out.println("the lease is " + name(last));
    out.println("keys with the lease: " + keys(client));
  }

  private static int keys(Client client) {
    return client.kv().get(KEY).join().kvs().size();
  }

  private static String name(LeaseState state) {
    return state instanceof LeaseState.Lost lost
        ? "lost: " + lost.cause()
        : state instanceof LeaseState.Active ? "active" : state.toString();
  }
}
