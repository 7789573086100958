package io.cornerstone.client.internal.transport;

import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.internal.tls.Tls;
import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One member's address, with its channel and what is known of its health.
 *
 * <p>An endpoint that fails is passed over for a pause that doubles with each failure in a row; one
 * success ends that. Safe for all threads: health is a hint, and a lost update does no harm.
 */
public final class Endpoint {
  private static final long WAKE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int FAILURES_COUNTED_MAX = 30;

  /**
   * How much a connection may have on its way to us. A fixed window, because gRPC sizes one that
   * adapts by pings of its own, and servers count these among the pings they permit every 5 s only:
   * a stream of many events ended with "too_many_pings".
   */
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;

  private final Address address;
  private final ManagedChannel channel;
  private final AtomicLong lastWake = new AtomicLong();
  private volatile @Nullable Trouble trouble;
  private volatile @Nullable String lastFailure;

  /** The failures since the last success. */
  private record Trouble(int failures, long avoidUntil, String last) {}

  Endpoint(Address address, ClientConfig config) {
    this.address = address;
    this.channel = channel(address, config);
  }

  Address address() {
    return address;
  }

  private static ManagedChannel channel(Address address, ClientConfig config) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.host(), address.port(), credentials(address, config))
            .directExecutor()
            // Retries are ours; what is left on is gRPC's resending of streams that the server
            // surely never looked at.
            .disableServiceConfigLookUp()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.connectTimeout().toMillis())
            .keepAliveTime(config.pingInterval().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(config.pingTimeout().toNanos(), TimeUnit.NANOSECONDS);
    return builder.build();
  }

  private static ChannelCredentials credentials(Address address, ClientConfig config) {
    return address.tls() ? Tls.credentials(config.tls()) : InsecureChannelCredentials.create();
  }

  ManagedChannel channel() {
    return channel;
  }

  boolean isConnected() {
    return channel.getState(false) == ConnectivityState.READY;
  }

  /**
   * Before an attempt: cuts short the channel's own pause before it connects again, which grows to
   * two minutes and would hide a member that is back.
   */
  void wake(long now) {
    if (channel.getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
      return;
    }
    long last = lastWake.get();
    if (now - last > WAKE_INTERVAL_NANOS && lastWake.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  boolean isAvoided(long now) {
    Trouble current = trouble;
    return current != null && current.avoidUntil - now > 0;
  }

  /** When it may be used again; now if it may already. */
  long avoidUntil(long now) {
    Trouble current = trouble;
    return current == null ? now : current.avoidUntil;
  }

  void succeeded() {
    if (trouble != null) {
      trouble = null;
    }
  }

  /** How many failures in a row there are with one more. */
  int countFailure() {
    Trouble current = trouble;
    return current == null ? 1 : Math.min(current.failures + 1, FAILURES_COUNTED_MAX);
  }

  void avoid(int failures, long until, String why) {
    trouble = new Trouble(failures, until, why);
    lastFailure = why;
  }

  /** Address and last failure, for messages. */
  String describe() {
    Trouble current = trouble;
    return current == null ? address.toString() : address + ": " + current.last;
  }

  Diagnosis.Endpoint diagnose(long now) {
    Trouble current = trouble;
    return new Diagnosis.Endpoint(
        address.toString(),
        isConnected(),
        isAvoided(now),
        current == null ? 0 : current.failures,
        Optional.ofNullable(lastFailure));
  }

  void shutdownNow() {
    channel.shutdownNow();
  }

  void awaitTermination(long nanos) throws InterruptedException {
    channel.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
