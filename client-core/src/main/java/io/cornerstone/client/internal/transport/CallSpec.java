package io.cornerstone.client.internal.transport;

import io.grpc.MethodDescriptor;
import java.util.function.Function;

/**
 * A kind of call.
 *
 * @param method the RPC
 * @param isWrite whether it must not be sent again once it may have been applied
 * @param result the value of the public API for an answer
 */
public record CallSpec<Q, P, R>(
    MethodDescriptor<Q, P> method, boolean isWrite, Function<P, R> result) {
  public static <Q, P, R> CallSpec<Q, P, R> read(
      MethodDescriptor<Q, P> method, Function<P, R> result) {
    return new CallSpec<>(method, false, result);
  }

  public static <Q, P, R> CallSpec<Q, P, R> write(
      MethodDescriptor<Q, P> method, Function<P, R> result) {
    return new CallSpec<>(method, true, result);
  }
}
