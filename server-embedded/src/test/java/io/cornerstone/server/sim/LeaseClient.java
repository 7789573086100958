package io.cornerstone.server.sim;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.member.RunningMember;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** A client that takes a lease, binds keys to it, renews it for a while, and lets it go. */
final class LeaseClient {
  private static final int TTL_SECONDS_MAX = 6;

  private final SimWorld world;
  private final Workload workload;
  private final LeaseBook book;
  private final RandomGenerator random;
  private long keys;

  LeaseClient(SimWorld world, Workload workload, LeaseBook book) {
    this.world = world;
    this.workload = workload;
    this.book = book;
    this.random = world.random();
  }

  void start() {
    later(SimWorld.SECOND, this::grant);
  }

  private void later(long nanosMax, Runnable step) {
    world.events().after(1 + random.nextLong(nanosMax), step);
  }

  /** Calls a member, or tries again later if there is none. */
  private void at(java.util.function.Consumer<RunningMember> call, Runnable again) {
    final SimMember member = world.anyRunning();
    if (member == null) {
      later(SimWorld.SECOND, again);
    } else {
      call.accept(Objects.requireNonNull(member.life()).member());
    }
  }

  private void grant() {
    if (!workload.isOver()) {
      at(this::grant, this::grant);
    }
  }

  private void grant(RunningMember member) {
    final long id = 1 + random.nextLong(Long.MAX_VALUE - 1);
    final long ttl = random.nextLong(2, TTL_SECONDS_MAX + 1);
    final long sent = world.events().now();
    workload.answer(
        member.propose(
            CommandKind.LEASE_GRANT,
            LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build(),
            Identity.NONE),
        (outcome, error) -> {
          if (outcome == null) {
            start();
          } else {
            final LeaseBook.Lease lease = new LeaseBook.Lease(id, ttl, sent);
            book.add(lease);
            next(lease);
          }
        });
  }

  private void next(LeaseBook.Lease lease) {
    later(lease.ttlSeconds * SimWorld.SECOND / 2, () -> step(lease));
  }

  private void step(LeaseBook.Lease lease) {
    if (workload.isOver()) {
      return;
    }
    switch (random.nextInt(16)) {
      case 0 -> at(member -> revoke(member, lease), () -> step(lease));
      case 1 -> start(); // Abandoned.
      case 2, 3, 4, 5, 6, 7 -> at(member -> bind(member, lease), () -> step(lease));
      default -> at(member -> renew(member, lease), () -> step(lease));
    }
  }

  private void bind(RunningMember member, LeaseBook.Lease lease) {
    final String key = LeaseBook.prefix(lease.id) + random.nextInt(5);
    final long before = workload.acknowledged();
    workload.answer(
        member.propose(
            CommandKind.PUT,
            PutRequest.newBuilder()
                .setKey(KvClient.bytes(key))
                .setValue(KvClient.bytes(lease.id + "-" + keys++))
                .setLease(lease.id)
                .build(),
            Identity.NONE),
        (outcome, error) -> {
          if (error == EtcdError.LEASE_NOT_FOUND) {
            gone(lease);
            return;
          }
          if (outcome != null) {
            workload.checkFresh("write", outcome.revision(), before);
            workload.wrote(outcome.revision());
          }
          next(lease);
        });
  }

  private void renew(RunningMember member, LeaseBook.Lease lease) {
    final long sent = world.events().now();
    workload.answer(
        member.renewLease(lease.id),
        (ttl, error) -> {
          if (ttl != null && ttl == 0) {
            gone(lease);
            return;
          }
          if (ttl != null) {
            lease.renewed(sent);
          }
          next(lease);
        });
  }

  private void revoke(RunningMember member, LeaseBook.Lease lease) {
    lease.revoked();
    workload.answer(
        member.propose(
            CommandKind.LEASE_REVOKE,
            LeaseRevokeRequest.newBuilder().setID(lease.id).build(),
            Identity.NONE),
        (outcome, error) -> start());
  }

  private void gone(LeaseBook.Lease lease) {
    book.checkMayBeGone(lease);
    start();
  }
}
