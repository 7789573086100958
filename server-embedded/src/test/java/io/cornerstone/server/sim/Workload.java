package io.cornerstone.server.sim;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The clients of a run, and what all of them together have been told. */
final class Workload {
  private static final int KV_CLIENTS = 5;
  private static final int LEASE_CLIENTS = 2;
  private static final int WATCH_CLIENTS = 3;
  private static final long ANSWER_NANOS_MAX = 5 * SimWorld.MILLI;

  private final SimWorld world;
  private final List<WatchClient> watchers = new ArrayList<>();
  private final LeaseBook leases;
  private long acknowledged;
  private long compactRequested;
  private long writes;
  private long reads;
  private boolean isOver;

  Workload(SimWorld world) {
    this.world = world;
    this.leases = new LeaseBook(world);
  }

  void start() {
    for (int i = 0; i < KV_CLIENTS; i++) {
      new KvClient(world, this, i).start();
    }
    for (int i = 0; i < LEASE_CLIENTS; i++) {
      new LeaseClient(world, this, leases).start();
    }
    for (int i = 0; i < WATCH_CLIENTS; i++) {
      final WatchClient client = new WatchClient(world, this);
      watchers.add(client);
      client.start();
    }
  }

  /** Clients begin nothing new; watchers go on. */
  void stop() {
    isOver = true;
  }

  boolean isOver() {
    return isOver;
  }

  /** All watchers have been given all that there is. */
  void checkWatchersAreCurrent() {
    watchers.forEach(WatchClient::checkCurrent);
  }

  LeaseBook leases() {
    return leases;
  }

  List<WatchClient> watchers() {
    return watchers;
  }

  /** The highest revision that any client has been told of by a write or a linearizable read. */
  long acknowledged() {
    return acknowledged;
  }

  long writes() {
    return writes;
  }

  long reads() {
    return reads;
  }

  /** The highest revision to which anyone has asked to compact. */
  long compactRequested() {
    return compactRequested;
  }

  void compactRequested(long revision) {
    compactRequested = Math.max(compactRequested, revision);
  }

  void wrote(long revision) {
    writes++;
    acknowledged = Math.max(acknowledged, revision);
  }

  void read(long revision) {
    reads++;
    acknowledged = Math.max(acknowledged, revision);
  }

  /** A linearizable read or a write that began after {@code before} was acknowledged. */
  void checkFresh(String what, long revision, long before) {
    world.check(
        revision >= before,
        "%s at revision %d, though %d was known before",
        what,
        revision,
        before);
  }

  /** Takes what a call came to: a value, or an error. */
  interface Answer<T> {
    void accept(@Nullable T value, @Nullable EtcdError error);
  }

  /** Gives an answer to its client a little later; a failure must be etcd's, or the run fails. */
  <T> void answer(CompletableFuture<T> call, Answer<T> client) {
    call.whenComplete(
        (value, failure) ->
            world
                .events()
                .after(
                    world.random().nextLong(ANSWER_NANOS_MAX),
                    () -> client.accept(value, failure == null ? null : error(failure))));
  }

  private EtcdError error(Throwable failure) {
    final Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RefusedException refused) {
      return refused.error();
    }
    throw world.failure("a client got what is no error of etcd", cause);
  }
}
