package io.cornerstone.client.view;

import io.cornerstone.client.Client;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.watch.Watch;
import java.util.concurrent.Executor;

/** All that a client has. */
record ClientKeyspace(Client client) implements Keyspace {
  @Override
  public Kv kv() {
    return client.kv();
  }

  @Override
  public Txn txn() {
    return client.txn();
  }

  @Override
  public Watch watch() {
    return client.watch();
  }

  @Override
  public Leases leases() {
    return client.leases();
  }

  @Override
  public Executor callbackExecutor() {
    return client.callbackExecutor();
  }
}
