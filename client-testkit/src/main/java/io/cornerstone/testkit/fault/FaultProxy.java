package io.cornerstone.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A TCP port before a server that breaks the connections through it on demand.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.before(cluster.member(0).endpoint());
 *     Client client = Client.connect(proxy.endpoint())) {
 *   proxy.drop(Direction.TO_CLIENT); // requests arrive, replies do not
 *   CompletableFuture<PutResult> put = client.kv().put(key, value);
 *   proxy.cut(); // the put fails as indeterminate
 *   proxy.heal();
 * }
 * }</pre>
 *
 * <p>Faults hold for present and future connections until {@link #heal}, and both directions are
 * independent. It knows nothing of HTTP/2: dropped bytes break a connection for good, so cut it
 * before healing. Methods may be called on any thread. Refused connections and those to a server
 * that is away end at once.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final InetSocketAddress target;
  private final InetSocketAddress address;
  private final Lane toServer = new Lane();
  private final Lane toClient = new Lane();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
  private volatile @Nullable ServerSocket listener;
  private CompletableFuture<Void> accepting = CompletableFuture.completedFuture(null);
  private Socket placeholder = new Socket();

  private FaultProxy(InetSocketAddress target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
    this.address = (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /**
   * A proxy on a free loopback port.
   *
   * @param endpoint the server behind it, as {@code http://host:port}
   */
  public static FaultProxy before(String endpoint) {
    URI uri = URI.create(endpoint);
    ServerSocket listener = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    FaultProxy proxy =
        new FaultProxy(new InetSocketAddress(uri.getHost(), uri.getPort()), listener);
    proxy.listen(listener);
    return proxy;
  }

  /** Where clients connect: {@code http://127.0.0.1:port}. Does not change. */
  public String endpoint() {
    return "http://127.0.0.1:" + address.getPort();
  }

  /** How many connections were accepted so far. */
  public int connections() {
    return accepted.get();
  }

  /** Closes every connection; new ones are accepted. */
  public void cut() {
    sockets.forEach(FaultProxy::close);
  }

  /** Cuts, and refuses connections until {@link #heal}. */
  public synchronized void refuse() {
    ServerSocket open = listener;
    listener = null;
    if (open != null) {
      close(open);
      accepting.join(); // Until then the kernel takes the port as listening.
      keepPort();
    }
    cut();
  }

  /** Holds the bytes of a direction back; they go on, in order, after {@link #heal}. */
  public void stall(Direction direction) {
    lane(direction).stall();
  }

  /** Throws the bytes of a direction away: with one direction, a half-open connection. */
  public void drop(Direction direction) {
    lane(direction).drop();
  }

  /** Holds each chunk of a direction (up to 16 KiB) back for so long, one after the other. */
  public void delay(Direction direction, Duration delay) {
    lane(direction).delay(delay);
  }

  /** Ends all faults: what was stalled goes on, and refused connections are accepted again. */
  public synchronized void heal() {
    toServer.pass();
    toClient.pass();
    if (listener == null && !threads.isShutdown()) {
      close(placeholder);
      listen(bind(address));
    }
  }

  @Override
  public synchronized void close() {
    refuse();
    close(placeholder);
    threads.shutdownNow();
  }

  /** A socket that is bound and does not listen: connections are refused, the port stays ours. */
  private void keepPort() {
    placeholder = new Socket();
    try {
      placeholder.setReuseAddress(true);
      placeholder.bind(address);
    } catch (IOException e) {
      // Somebody was faster, which heal() will say.
    }
  }

  private synchronized void listen(ServerSocket open) {
    listener = open;
    accepting = CompletableFuture.runAsync(() -> accept(open), threads);
  }

  private void accept(ServerSocket open) {
    while (!open.isClosed()) {
      try {
        Socket client = open.accept();
        accepted.incrementAndGet();
        threads.execute(() -> connect(open, client));
      } catch (IOException e) {
        // Refusing or closed: the loop's condition tells.
      }
    }
  }

  private void connect(ServerSocket open, Socket client) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      server.connect(target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      threads.execute(() -> pump(toClient, server, client));
    } catch (IOException e) {
      end(client, server);
      return;
    }
    if (open.isClosed()) {
      end(client, server); // Accepted just when connections began to be refused.
      return;
    }
    pump(toServer, client, server);
  }

  private void pump(Lane lane, Socket from, Socket to) {
    try {
      lane.pump(from, to);
    } catch (IOException e) {
      // Cut, by us or by an end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(from, to);
    }
  }

  private void end(Socket one, Socket other) {
    close(one);
    close(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private Lane lane(Direction direction) {
    return direction == Direction.TO_SERVER ? toServer : toClient;
  }

  private static ServerSocket bind(InetSocketAddress address) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = Executors.defaultThreadFactory().newThread(task);
    thread.setDaemon(true);
    return thread;
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // Closed already.
    }
  }
}
