package io.cornerstone.client;

import io.cornerstone.client.auth.Auth;
import io.cornerstone.client.cluster.Cluster;
import io.cornerstone.client.election.ElectionService;
import io.cornerstone.client.internal.GrpcClient;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.lock.LockService;
import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.client.observe.ClientObserver;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.watch.Watch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A client of one etcd cluster. Safe for any number of threads; make one and share it.
 *
 * <pre>{@code
 * try (Client client = Client.connect("http://127.0.0.1:2379")) {
 *   PutResult put = client.kv().put(Bytes.of("greeting"), Bytes.of("hello")).join();
 *   client.watch().prefix("config/").from(put.revision() + 1).listen(event -> reload(event));
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Every call returns at once. Futures complete, and listeners run, on the
 * callback executor ({@link ClientConfig#callbackExecutor()}) and nowhere else.
 *
 * <p><b>Deadlines.</b> Every call has one, {@link ClientConfig#callTimeout()} unless the call's
 * part was asked for another ({@code withTimeout}). Retries happen inside it. Cancelling the
 * returned future cancels the call at the server too, which for a write leaves its outcome unknown.
 *
 * <p><b>Failures.</b> Futures fail with {@link EtcdException}; see there what that says about a
 * write. Reads, and requests that were never sent, are retried at other endpoints; a write that may
 * have been applied is never sent again.
 */
public interface Client extends AutoCloseable {
  /**
   * A client of the cluster with these endpoints, configured by {@link ClientConfig#DEFAULT}.
   *
   * <p>Connects when the first call is made, so that this succeeds also while the cluster is away.
   *
   * @param endpoints of members of one cluster: {@code http://host:port} or {@code host:port}, or
   *     one of the other forms of {@link ClientConfig.Builder#endpoints}
   * @throws IllegalArgumentException if there is none, one is malformed, or one is a Unix socket
   *     and this machine has no support for them
   */
  static Client connect(String... endpoints) {
    return connect(ClientConfig.DEFAULT.withEndpoints(List.of(endpoints)));
  }

  /**
   * A client with this configuration.
   *
   * @throws IllegalArgumentException if the files for TLS cannot be used, or an endpoint is a Unix
   *     socket and this machine has no support for them
   */
  static Client connect(ClientConfig config) {
    return GrpcClient.start(config);
  }

  /** Get, put, delete, compact. */
  Kv kv();

  /** An empty transaction to add to. */
  Txn txn();

  /** Grant, keep alive, revoke. */
  Leases leases();

  /** An empty watch to describe and start. */
  Watch watch();

  /** The members of the cluster. */
  Cluster cluster();

  /** Care of single members: state, alarms, snapshots. */
  Maintenance maintenance();

  /** Users, roles and permissions. */
  Auth auth();

  /** Locks that the server takes for the client. */
  LockService lockService();

  /** Elections that the server runs for the client. */
  ElectionService electionService();

  /**
   * Where futures of this client complete and its listeners run: the executor that was supplied, or
   * the client's own pool. Recipes run their steps on it too.
   */
  Executor callbackExecutor();

  /** What the client knows of its endpoints and streams. Asks no server. */
  CompletableFuture<Diagnosis> diagnose();

  /**
   * Adds an observer, for metrics, traces or alarms. The flight recorder needs none: its events
   * {@code io.cornerstone.client.*} are there in any recording.
   *
   * @return takes it away again
   */
  AutoCloseable observe(ClientObserver observer);

  /** What this client was made with. */
  ClientConfig config();

  /**
   * Ends all watchers, keep-alives and calls, and closes the connections. Leases are not revoked:
   * they end by themselves. Calls in flight fail, writes among them as indeterminate. Does nothing
   * when repeated.
   */
  @Override
  void close();
}
