package io.cornerstone.server.peer;

import io.cornerstone.server.peer.wire.PeerGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who talks to whom, in the metadata of every call between members. A call that was meant for
 * another cluster or member is refused: a reused port or a copied data directory must never mix two
 * logs. So is a caller that was removed, which thus learns of it.
 */
final class PeerHeaders implements ServerInterceptor {
  /** The member that made the call. */
  static final Context.Key<Long> FROM = Context.key("cornerstone-from");

  private static final Metadata.Key<String> CLUSTER = key("cornerstone-cluster");
  private static final Metadata.Key<String> SENDER = key("cornerstone-from");
  private static final Metadata.Key<String> RECEIVER = key("cornerstone-to");
  private static final Metadata.Key<String> SENDER_URLS = key("cornerstone-from-urls");

  private static final String OPEN_TO_ALL = PeerGrpc.getIntroduceMethod().getFullMethodName();

  private final PeerIdentity self;
  private final PeerTable table;

  PeerHeaders(PeerIdentity self, PeerTable table) {
    this.self = self;
    this.table = table;
  }

  /** What a removed member is told. */
  static Status removal(long member) {
    return Status.PERMISSION_DENIED.withDescription(
        "member " + Long.toHexString(member) + " has been removed from the cluster");
  }

  static boolean isRemoval(Status status) {
    return status.getCode() == Status.Code.PERMISSION_DENIED;
  }

  Metadata to(long member) {
    final Metadata headers = new Metadata();
    headers.put(CLUSTER, Long.toHexString(self.clusterId()));
    headers.put(SENDER, Long.toHexString(self.memberId()));
    headers.put(RECEIVER, Long.toHexString(member));
    if (!table.ownUrls().isEmpty()) {
      headers.put(SENDER_URLS, String.join(",", table.ownUrls()));
    }
    return headers;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (call.getMethodDescriptor().getFullMethodName().equals(OPEN_TO_ALL)) {
      return next.startCall(call, headers);
    }
    final Status refusal = refusal(headers);
    if (refusal != null) {
      call.close(refusal, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    final long from = id(headers, SENDER);
    return Contexts.interceptCall(Context.current().withValue(FROM, from), call, headers, next);
  }

  private @Nullable Status refusal(Metadata headers) {
    if (id(headers, CLUSTER) != self.clusterId()) {
      return mismatch("this member belongs to cluster " + Long.toHexString(self.clusterId()));
    }
    if (id(headers, RECEIVER) != self.memberId()) {
      return mismatch("this is member " + Long.toHexString(self.memberId()));
    }
    final long sender = id(headers, SENDER);
    return switch (table.standing(sender)) {
      case MEMBER -> null;
      case REMOVED -> removal(sender);
      case STRANGER ->
          sender != 0 && table.meet(sender, urls(headers))
              ? null
              : mismatch("the sender is not a member of this cluster");
    };
  }

  private static Status mismatch(String reason) {
    return Status.FAILED_PRECONDITION.withDescription(reason);
  }

  /** Where the sender can be reached; empty if it does not say so in a way that can be used. */
  private static List<URI> urls(Metadata headers) {
    final String text = headers.get(SENDER_URLS);
    if (text == null) {
      return List.of();
    }
    try {
      return Arrays.stream(text.split(",", -1))
          .map(URI::create)
          .filter(url -> url.getHost() != null && url.getPort() > 0)
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** 0, which is nobody, if the header is missing or malformed. */
  private static long id(Metadata headers, Metadata.Key<String> key) {
    final String text = headers.get(key);
    try {
      return text == null ? 0 : Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
