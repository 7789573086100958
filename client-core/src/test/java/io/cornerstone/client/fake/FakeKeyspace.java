package io.cornerstone.client.fake;

import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.watch.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A store in memory, watchers that the test speaks for, and steps that it runs. */
public final class FakeKeyspace implements Keyspace {
  public final Steps steps = new Steps();
  public final FakeKv kv = new FakeKv(steps);
  public final List<FakeWatch.Started> watchers = new ArrayList<>();

  @Override
  public FakeKv kv() {
    return kv;
  }

  @Override
  public Txn txn() {
    return new FakeTxn(kv, new Op.Nested(List.of(), List.of(), List.of()));
  }

  @Override
  public Watch watch() {
    return FakeWatch.into(watchers);
  }

  @Override
  public Leases leases() {
    throw new UnsupportedOperationException("not needed");
  }

  @Override
  public Executor callbackExecutor() {
    return steps;
  }
}
