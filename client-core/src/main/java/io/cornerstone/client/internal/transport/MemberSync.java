package io.cornerstone.client.internal.transport;

import io.cornerstone.client.internal.address.Address;
import io.cornerstone.client.internal.address.EndpointSpec;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberListRequest;
import io.cornerstone.protocol.MemberListResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from the cluster who its members are, from time to time.
 *
 * <p>A list is adopted only if one of its addresses answers as a member of the same cluster:
 * members often announce addresses that mean nothing to those outside, such as localhost. Learners
 * and members that have not started are left out, and so are plain ports if the client was made
 * with encrypted ones only. When no member of an adopted list answers any more, the client goes
 * back to the endpoints that it was made with.
 *
 * <p>On the client loop.
 */
final class MemberSync {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final CallSpec<MemberListRequest, MemberListResponse, MemberListResponse> LIST =
      CallSpec.read(ClusterGrpc.getMemberListMethod(), Function.identity());

  private final Transport transport;
  private final boolean privateOnly;
  private final long intervalNanos;
  private Loop.Timer timer = Loop.Timer.NONE;

  MemberSync(Transport transport, List<EndpointSpec> specs) {
    this.transport = transport;
    this.privateOnly = specs.stream().allMatch(MemberSync::isPrivate);
    this.intervalNanos = transport.config().memberSyncInterval().toNanos();
  }

  private static boolean isPrivate(EndpointSpec spec) {
    if (spec instanceof EndpointSpec.HostName name) {
      return name.isTls();
    }
    return spec instanceof EndpointSpec.Fixed fixed && fixed.address().isPrivate();
  }

  /** Begins, unless the interval is zero. */
  void start() {
    if (intervalNanos > 0 && !transport.isClosed()) {
      timer =
          transport.env().loop().schedule(transport.backoff().jittered(intervalNanos), this::ask);
    }
  }

  void close() {
    timer.cancel();
  }

  private void ask() {
    whenDone(
        transport.call(LIST, request(true), transport.config().callTimeout()),
        (answer, failure) -> {
          if (answer != null) {
            consider(answer);
          } else {
            failed(String.valueOf(failure));
          }
        });
  }

  private void failed(String why) {
    LOG.debug("the members are not known: {}", why);
    if (transport.discovery().hasAdopted() && !transport.pool().hasHealthy()) {
      LOG.warn("no member that was learned answers; going back to the endpoints of the start");
      transport.discovery().adopt(List.of());
    }
    start();
  }

  private void consider(MemberListResponse answer) {
    List<Address> members = addresses(answer.getMembersList());
    if (members.isEmpty()) {
      LOG.debug("the list of members has nobody who could be asked");
      start();
    } else if (members.equals(transport.pool().addresses())) {
      start();
    } else {
      adoptIfOneAnswers(members, answer.getHeader().getClusterId(), 0);
    }
  }

  private List<Address> addresses(List<Member> members) {
    List<Address> addresses = new ArrayList<>();
    for (Member member : members) {
      if (!member.getIsLearner() && !member.getName().isEmpty()) {
        member.getClientURLsList().forEach(url -> addUsable(addresses, url));
      }
    }
    return addresses;
  }

  private void addUsable(List<Address> addresses, String url) {
    try {
      Address address = EndpointSpec.parseAddress(url);
      if (address.isPrivate() || !privateOnly) {
        addresses.add(address);
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("a member announces an address that is none: {}", url, e);
    }
  }

  /** One after the other: usually the first answers. */
  private void adoptIfOneAnswers(List<Address> members, long clusterId, int next) {
    if (next == members.size()) {
      LOG.warn("no address that the members announce answers; they are not adopted: {}", members);
      start();
      return;
    }
    whenDone(
        transport.callAt(
            members.get(next).toString(),
            LIST,
            request(false),
            transport.config().connectTimeout()),
        (answer, failure) -> {
          if (answer != null && answer.getHeader().getClusterId() == clusterId) {
            transport.discovery().adopt(members);
            start();
          } else {
            adoptIfOneAnswers(members, clusterId, next + 1);
          }
        });
  }

  private static MemberListRequest request(boolean linearizable) {
    return MemberListRequest.newBuilder().setLinearizable(linearizable).build();
  }

  private void whenDone(
      ClientFuture<MemberListResponse> future,
      BiConsumer<@Nullable MemberListResponse, @Nullable Throwable> then) {
    CompletableFuture<MemberListResponse> unused =
        future.whenComplete(
            (answer, failure) ->
                transport.env().loop().execute(() -> then.accept(answer, failure)));
  }
}
