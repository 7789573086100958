package io.cornerstone.client.internal.transport;

import io.cornerstone.protocol.EtcdError;
import io.grpc.MethodDescriptor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kind of call.
 *
 * @param method the RPC
 * @param isWrite whether it must not be sent again once it may have been applied
 * @param result the value of the public API for an answer
 * @param repeat how a write may be sent again all the same; null if it may not
 */
public record CallSpec<Q, P, R>(
    MethodDescriptor<Q, P> method,
    boolean isWrite,
    Function<P, R> result,
    @Nullable Repeat<R> repeat) {
  /**
   * Of a write that is refused when it was applied before, under a name that nobody else uses.
   *
   * @param refusal with which the server says that it was
   * @param result the value for that
   */
  public record Repeat<R>(EtcdError refusal, Supplier<R> result) {}

  public static <Q, P, R> CallSpec<Q, P, R> read(
      MethodDescriptor<Q, P> method, Function<P, R> result) {
    return new CallSpec<>(method, false, result, null);
  }

  public static <Q, P, R> CallSpec<Q, P, R> write(
      MethodDescriptor<Q, P> method, Function<P, R> result) {
    return new CallSpec<>(method, true, result, null);
  }

  public static <Q, P, R> CallSpec<Q, P, R> repeatableWrite(
      MethodDescriptor<Q, P> method, Function<P, R> result, Repeat<R> repeat) {
    return new CallSpec<>(method, true, result, repeat);
  }

  /** Whether it may be sent again although it may have been applied. */
  boolean mayRepeat() {
    return !isWrite || repeat != null;
  }
}
