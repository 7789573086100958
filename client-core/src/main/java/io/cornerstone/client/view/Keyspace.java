package io.cornerstone.client.view;

import io.cornerstone.client.Client;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.watch.Watch;
import java.util.concurrent.Executor;

/**
 * Keys and what can be done with them: the whole store of a client, or a view of it. What is built
 * on a key space works on each of them.
 *
 * <pre>{@code
 * Keyspace orders = Namespace.of(client, "orders/");
 * orders.kv().put(Bytes.of("17"), Bytes.of("paid")); // Writes orders/17.
 * }</pre>
 *
 * <p>Views own nothing: they live as long as their client, and need not be closed. Threads,
 * deadlines and failures are those of the client.
 */
public interface Keyspace {
  /** The whole store of a client. */
  static Keyspace of(Client client) {
    return new ClientKeyspace(client);
  }

  /** Get, put, delete, compact. */
  Kv kv();

  /** An empty transaction to add to. */
  Txn txn();

  /** An empty watch to describe and start. */
  Watch watch();

  /** Leases; their ids are those of the cluster in every view. */
  Leases leases();

  /** Where futures complete and listeners run. */
  Executor callbackExecutor();
}
