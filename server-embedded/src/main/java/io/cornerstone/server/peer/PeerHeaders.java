package io.cornerstone.server.peer;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Who talks to whom, in the metadata of every call between members. A call that was meant for
 * another cluster or member is refused: a reused port or a copied data directory must never mix two
 * logs.
 */
final class PeerHeaders implements ServerInterceptor {
  /** The member that made the call. */
  static final Context.Key<Long> FROM = Context.key("cornerstone-from");

  private static final Metadata.Key<String> CLUSTER = key("cornerstone-cluster");
  private static final Metadata.Key<String> SENDER = key("cornerstone-from");
  private static final Metadata.Key<String> RECEIVER = key("cornerstone-to");

  private final PeerIdentity self;

  PeerHeaders(PeerIdentity self) {
    this.self = self;
  }

  Metadata to(long member) {
    final Metadata headers = new Metadata();
    headers.put(CLUSTER, Long.toHexString(self.clusterId()));
    headers.put(SENDER, Long.toHexString(self.memberId()));
    headers.put(RECEIVER, Long.toHexString(member));
    return headers;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    final String refusal = refusal(headers);
    if (refusal != null) {
      call.close(Status.FAILED_PRECONDITION.withDescription(refusal), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    final long from = id(headers, SENDER);
    return Contexts.interceptCall(Context.current().withValue(FROM, from), call, headers, next);
  }

  private @Nullable String refusal(Metadata headers) {
    if (id(headers, CLUSTER) != self.clusterId()) {
      return "this member belongs to cluster " + Long.toHexString(self.clusterId());
    }
    if (id(headers, RECEIVER) != self.memberId()) {
      return "this is member " + Long.toHexString(self.memberId());
    }
    if (!self.peerUrls().containsKey(id(headers, SENDER))) {
      return "the sender is not a member of this cluster";
    }
    return null;
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
