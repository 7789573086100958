package io.cornerstone.server.rpc;

import io.cornerstone.server.apply.Identity;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Finds out who calls: the one place where credentials become an identity. */
final class Callers implements ServerInterceptor {
  private static final Context.Key<Identity> IDENTITY =
      Context.keyWithDefault("identity", Identity.NONE);

  /** Who makes the call that this thread handles now. */
  static Identity current() {
    return IDENTITY.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Identity identity = resolve(headers);
    if (identity.equals(Identity.NONE)) {
      return next.startCall(call, headers);
    }
    Context context = Context.current().withValue(IDENTITY, identity);
    return Contexts.interceptCall(context, call, headers, next);
  }

  /**
   * While access control is off, tokens (metadata {@code token} or {@code authorization}) are not
   * looked at and everyone is nobody in particular.
   */
  private static Identity resolve(@SuppressWarnings("unused") Metadata headers) {
    return Identity.NONE;
  }
}
