package io.cornerstone.client.internal;

import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.auth.Auth;
import io.cornerstone.client.cluster.Cluster;
import io.cornerstone.client.election.ElectionService;
import io.cornerstone.client.internal.callback.Callbacks;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.env.Env;
import io.cornerstone.client.internal.env.SystemEnv;
import io.cornerstone.client.internal.lease.LeaseKeeper;
import io.cornerstone.client.internal.parts.GrpcAuth;
import io.cornerstone.client.internal.parts.GrpcCluster;
import io.cornerstone.client.internal.parts.GrpcElectionService;
import io.cornerstone.client.internal.parts.GrpcKv;
import io.cornerstone.client.internal.parts.GrpcLeases;
import io.cornerstone.client.internal.parts.GrpcLockService;
import io.cornerstone.client.internal.parts.GrpcMaintenance;
import io.cornerstone.client.internal.parts.GrpcTxn;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.watch.GrpcWatch;
import io.cornerstone.client.internal.watch.WatchService;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.lock.LockService;
import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.client.observe.ClientObserver;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.watch.Watch;
import io.cornerstone.protocol.StatusCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** The client over gRPC: puts the parts together, and takes them apart in {@link #close()}. */
public final class GrpcClient implements Client {
  private final ClientConfig config;
  private final Env env;
  private final Callbacks callbacks;
  private final Transport transport;
  private final LeaseKeeper keeper;
  private final WatchService watches;
  private final Kv kv;
  private final Leases leases;
  private final Cluster cluster;
  private final Maintenance maintenance;
  private final Auth auth;
  private final Txn emptyTxn;
  private final Watch emptyWatch;
  private final AtomicBoolean closed = new AtomicBoolean();

  private GrpcClient(ClientConfig config, Env env, Callbacks callbacks, Transport transport) {
    this.config = config;
    this.env = env;
    this.callbacks = callbacks;
    this.transport = transport;
    this.keeper = new LeaseKeeper(transport);
    Duration timeout = config.callTimeout();
    this.kv = new GrpcKv(transport, timeout);
    this.watches = new WatchService(transport, kv);
    this.leases = new GrpcLeases(transport, keeper, timeout);
    this.cluster = new GrpcCluster(transport, timeout);
    this.maintenance = new GrpcMaintenance(transport, timeout);
    this.auth = new GrpcAuth(transport, timeout);
    this.emptyTxn = new GrpcTxn(transport, timeout, new Op.Nested(List.of(), List.of(), List.of()));
    this.emptyWatch = GrpcWatch.all(watches);
  }

  /** Starts a client on the real clock and threads. */
  public static GrpcClient start(ClientConfig config) {
    Env env = SystemEnv.create();
    Callbacks callbacks = new Callbacks(config.suppliedExecutor(), SystemEnv::callbackPool);
    Transport transport = new Transport(config, env, callbacks);
    transport.start();
    return new GrpcClient(config, env, callbacks, transport);
  }

  @Override
  public Kv kv() {
    return kv;
  }

  @Override
  public Txn txn() {
    return emptyTxn;
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public Watch watch() {
    return emptyWatch;
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }

  @Override
  public Maintenance maintenance() {
    return maintenance;
  }

  @Override
  public Auth auth() {
    return auth;
  }

  @Override
  public LockService lockService() {
    return new GrpcLockService(transport, config.callTimeout());
  }

  @Override
  public ElectionService electionService() {
    return new GrpcElectionService(transport, config.callTimeout());
  }

  @Override
  public CompletableFuture<Diagnosis> diagnose() {
    ClientFuture<Diagnosis> future = new ClientFuture<>(callbacks);
    env.loop()
        .execute(
            () ->
                future.succeed(
                    new Diagnosis(
                        transport.diagnose(),
                        watches.diagnose(),
                        keeper.diagnose(),
                        watches.diagnoseWatchers(),
                        keeper.diagnoseLeases())));
    if (transport.isClosed()) {
      future.fail(new EtcdException(StatusCode.CANCELLED, null, "the client is closed"));
    }
    return future;
  }

  @Override
  public AutoCloseable observe(ClientObserver observer) {
    return transport.observers().add(observer);
  }

  @Override
  public Executor callbackExecutor() {
    return callbacks;
  }

  @Override
  public ClientConfig config() {
    return config;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    env.loop()
        .execute(
            () -> {
              watches.close();
              keeper.close();
            });
    transport.close();
    env.loop().end();
    callbacks.close();
  }
}
