package io.cornerstone.client.internal.transport;

import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.internal.address.Address;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One member's address, with its channel and what is known of its health.
 *
 * <p>An endpoint that fails is passed over until it has answered something. After a pause, which
 * doubles with each failure in a row, it is asked a question of our own, so that no request of the
 * user has to find out. Safe for all threads: health is a hint, and a lost update does no harm.
 */
public final class Endpoint {
  private static final long WAKE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int FAILURES_COUNTED_MAX = 30;

  /** Long enough for a channel to close its connection on its threads. */
  private static final long QUIET_MILLIS = 100;

  private static final long THREADS_MILLIS_MAX = 2000;

  private final Address address;
  private final @Nullable EventLoopGroup threads;
  private final ManagedChannel channel;
  private final AtomicLong lastWake = new AtomicLong();
  private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>();
  private volatile @Nullable String lastFailure;

  /**
   * The failures since the last success.
   *
   * @param retryAt when the pause after the last one is over
   * @param askAt when it may be asked how it is; later than that once somebody does
   */
  private record Trouble(int failures, long retryAt, long askAt, String last) {}

  Endpoint(Address address, ClientConfig config) {
    this.address = address;
    this.threads = Channels.threads(address);
    this.channel = Channels.open(address, threads, config);
  }

  Address address() {
    return address;
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

  /** Whether it is passed over as long as another is not. */
  boolean isAvoided() {
    return trouble.get() != null;
  }

  /** When it may be tried again; now if it is in good health. */
  long retryAt(long now) {
    Trouble current = trouble.get();
    return current == null ? now : current.retryAt;
  }

  /**
   * Whether the caller is the one to find out how it is, since its pause is over. No other caller
   * is before the question has had its time.
   */
  boolean claimProbe(long now, long probeNanos) {
    Trouble current = trouble.get();
    return current != null
        && current.askAt - now <= 0
        && trouble.compareAndSet(
            current,
            new Trouble(current.failures, current.retryAt, now + probeNanos, current.last));
  }

  void succeeded() {
    if (trouble.get() != null) {
      trouble.set(null);
    }
  }

  /** How many failures in a row there are with one more. */
  int countFailure() {
    Trouble current = trouble.get();
    return current == null ? 1 : Math.min(current.failures + 1, FAILURES_COUNTED_MAX);
  }

  void avoid(int failures, long until, String why) {
    trouble.set(new Trouble(failures, until, until, why));
    lastFailure = why;
  }

  /** Address and last failure, for messages. */
  String describe() {
    Trouble current = trouble.get();
    return current == null ? address.toString() : address + ": " + current.last;
  }

  Diagnosis.Endpoint diagnose() {
    Trouble current = trouble.get();
    return new Diagnosis.Endpoint(
        address.toString(),
        isConnected(),
        isAvoided(),
        current == null ? 0 : current.failures,
        Optional.ofNullable(lastFailure));
  }

  /** Takes nothing new; what is under way ends by itself. */
  void retire() {
    channel.shutdown();
  }

  void shutdownNow() {
    channel.shutdownNow();
    if (threads != null) {
      Future<?> unused =
          threads.shutdownGracefully(QUIET_MILLIS, THREADS_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }
  }

  boolean isTerminated() {
    return channel.isTerminated();
  }

  void awaitTermination(long nanos) throws InterruptedException {
    channel.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
