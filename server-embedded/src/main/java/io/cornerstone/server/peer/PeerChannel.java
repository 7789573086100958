package io.cornerstone.server.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cornerstone.server.env.PeerMeter;
import io.cornerstone.server.env.SerialExecutor;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The connection to one peer, over whichever of its addresses answers. Any thread. */
final class PeerChannel {
  private static final int NUDGES_PER_URL = 5;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  static final long KEEP_ALIVE_SECONDS = 10;
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  /**
   * What a channel needs of its surroundings.
   *
   * @param timer also resolves names
   * @param random used on the timer's thread only
   * @param heartbeat scale of the pauses between attempts
   */
  record Surroundings(
      EventLoops loops,
      SerialExecutor timer,
      RandomGenerator random,
      Duration heartbeat,
      PeerMeter meter) {}

  private final Surroundings surroundings;
  private final List<URI> urls;
  private final Supplier<Metadata> headers;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private int urlIndex;

  @GuardedBy("lock")
  private int nudges;

  @GuardedBy("lock")
  private ManagedChannel channel;

  PeerChannel(Surroundings surroundings, List<URI> urls, Supplier<Metadata> headers) {
    this.surroundings = surroundings;
    this.urls = urls;
    this.headers = headers;
    this.channel = open(urls.get(0));
  }

  /** The channel now in use; every call on it says who calls whom. */
  Channel current() {
    synchronized (lock) {
      return ClientInterceptors.intercept(
          channel, MetadataUtils.newAttachHeadersInterceptor(headers.get()));
    }
  }

  /** Half to one and a half heartbeats, at random, so that members do not call in step. */
  Duration pause() {
    final double factor = 0.5 + surroundings.random().nextDouble();
    return Duration.ofNanos((long) (surroundings.heartbeat().toNanos() * factor));
  }

  /**
   * Tries again to connect, at once; now and then to the peer's next address.
   *
   * @return false if calls that wait on {@link #current} must be made again, on a new channel
   */
  boolean nudge() {
    final ManagedChannel before;
    synchronized (lock) {
      before = channel;
      nudges++;
      if (urls.size() > 1 && nudges % NUDGES_PER_URL == 0) {
        urlIndex = (urlIndex + 1) % urls.size();
        channel = open(urls.get(urlIndex));
      }
    }
    if (before == inUse()) {
      before.resetConnectBackoff();
      return true;
    }
    before.shutdownNow();
    return false;
  }

  void close() {
    inUse().shutdownNow();
  }

  /** Takes no new calls, and closes when those that run have ended. */
  void finish() {
    inUse().shutdown();
  }

  private ManagedChannel inUse() {
    synchronized (lock) {
      return channel;
    }
  }

  /** Connects lazily, with the first call. */
  private ManagedChannel open(URI url) {
    return surroundings
        .loops()
        .channel(url.getHost(), url.getPort(), CONNECT_TIMEOUT)
        .usePlaintext()
        .offloadExecutor(surroundings.timer())
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }
}
