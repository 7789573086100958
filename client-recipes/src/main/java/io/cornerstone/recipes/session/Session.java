package io.cornerstone.recipes.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.cornerstone.client.Client;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.protocol.EtcdError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a process holds in the cluster, and for how long it can be sure of it: a lease that is kept
 * alive. Recipes attach their keys to it, so that all of them go together when the process dies or
 * is cut off.
 *
 * <pre>{@code
 * Session session = Session.open(client, Duration.ofSeconds(10)).join();
 * session.lost().thenRun(this::stopWorking);
 * }</pre>
 *
 * <p>A session is lost when its lease is gone at the server, or when nobody confirmed it until its
 * time had passed by this process's monotonic clock. It never comes back; open another one. Safe
 * for any number of threads.
 */
public final class Session implements AutoCloseable {
  /** The TTL that etcd's own client gives its sessions. */
  public static final Duration TTL_DEFAULT = Duration.ofSeconds(60);

  private final Client client;
  private final KeepAlive keepAlive;
  private final CompletableFuture<Void> lost;
  private final AtomicLong keys = new AtomicLong();

  private Session(Client client, KeepAlive keepAlive) {
    this.client = client;
    this.keepAlive = keepAlive;
    this.lost =
        keepAlive
            .ended()
            .thenCompose(
                end ->
                    end instanceof LeaseState.Lost
                        ? CompletableFuture.<Void>completedFuture(null)
                        : new CompletableFuture<>());
  }

  /** A session with {@link #TTL_DEFAULT}. */
  public static CompletableFuture<Session> open(Client client) {
    return open(client, TTL_DEFAULT);
  }

  /**
   * Grants a lease and keeps it alive until the session is closed.
   *
   * <p>Repeating after a failure is safe: a lease of unknown outcome ends by itself.
   *
   * @param ttl how long the session outlives its process; whole seconds, raised by the server to
   *     its minimum (2 s by default)
   */
  public static CompletableFuture<Session> open(Client client, Duration ttl) {
    return client
        .leases()
        .grantAndKeepAlive(ttl, state -> {})
        .thenApply(keepAlive -> new Session(client, keepAlive));
  }

  /** The client that the session was opened on. */
  public Client client() {
    return client;
  }

  /** The lease to attach keys to. */
  public LeaseId leaseId() {
    return keepAlive.id();
  }

  /** What is known of the lease now. */
  public LeaseState state() {
    return keepAlive.state();
  }

  /** How long the session is certain to live yet; zero if nothing is certain or it is over. */
  public Duration remaining() {
    return keepAlive.remaining();
  }

  /** Whether the session is certain to live at this moment. */
  public boolean isAlive() {
    return !state().isFinal() && !remaining().isZero();
  }

  /**
   * Completes, on the client's callback executor, when the session was lost; never when it was
   * closed. Its holder must stop what only the session allowed it to do.
   */
  public CompletableFuture<Void> lost() {
    return lost.copy();
  }

  /** Completes when the session is over, lost or closed. */
  public CompletableFuture<LeaseState> ended() {
    return keepAlive.ended().copy();
  }

  /**
   * A key suffix that no other call of any session gets: the lease id in hexadecimal, as etcd's own
   * recipes write it, and a running number.
   */
  public String uniqueSuffix() {
    return leaseId().hex() + "-" + keys.getAndIncrement();
  }

  /** What an operation fails with that finds the session over. */
  public SessionExpiredException expired() {
    LeaseState last = state();
    String cause = last.isFinal() ? last.toString() : "its lease is gone at the server";
    return new SessionExpiredException("session " + leaseId() + " is over: " + cause);
  }

  /**
   * Ends the session and deletes all its keys at once. Completes when the server has done so, or
   * exceptionally when that is not certain; the keys then go when the TTL has passed.
   */
  @CanIgnoreReturnValue
  public CompletableFuture<Void> closeAsync() {
    if (keepAlive.state() instanceof LeaseState.Closed) {
      return CompletableFuture.completedFuture(null);
    }
    keepAlive.close();
    return client
        .leases()
        .revoke(leaseId())
        .handle(
            (revoked, failure) -> {
              if (failure == null || isUnknownLease(failure)) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              return CompletableFuture.<Void>failedFuture(failure);
            })
        .thenCompose(done -> done);
  }

  private static boolean isUnknownLease(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof EtcdException refused
        && refused.error().filter(error -> error == EtcdError.LEASE_NOT_FOUND).isPresent();
  }

  /**
   * Ends the session as {@link #closeAsync} does, and waits for it, at most as long as the client's
   * call timeout. Not to be called on the callback executor: use {@link #closeAsync} there. Does
   * nothing when repeated.
   */
  @Override
  public void close() {
    closeAsync()
        .exceptionally(failure -> null)
        .completeOnTimeout(null, client.config().callTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
