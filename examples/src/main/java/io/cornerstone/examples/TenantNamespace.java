package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.view.Namespace;
import java.io.PrintStream;

/**
 * Shows namespaces: each tenant sees a store of its own, with all that a client can do, and cannot
 * reach a key of another, not even with a range over everything.
 */
public final class TenantNamespace {
  private TenantNamespace() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(TenantNamespace::run, endpoints);
  }

  static void run(Client client, PrintStream out) {
    Keyspace first = Namespace.of(client, "tenants/1/");
    Keyspace second = Namespace.of(client, "tenants/2/");
    first.kv().put(Bytes.of("color"), Bytes.of("red")).join();
    second.kv().put(Bytes.of("color"), Bytes.of("blue")).join();
    print("tenant 1", first, KeyRange.all(), out);
    print("tenant 2", second, KeyRange.all(), out);

    first.kv().delete(KeyRange.all()).join();
    print("the store", Keyspace.of(client), KeyRange.prefix("tenants/"), out);
  }

  private static void print(String who, Keyspace keyspace, KeyRange range, PrintStream out) {
    for (KeyValue kv : keyspace.kv().get(range).join().kvs()) {
      out.println(who + " has " + kv.key().utf8() + " = " + kv.value().utf8());
    }
  }
}
