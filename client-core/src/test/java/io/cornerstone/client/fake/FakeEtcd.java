package io.cornerstone.client.fake;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.AuthGrpc;
import io.cornerstone.protocol.AuthenticateRequest;
import io.cornerstone.protocol.AuthenticateResponse;
import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.LeaseKeepAliveRequest;
import io.cornerstone.protocol.LeaseKeepAliveResponse;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberListRequest;
import io.cornerstone.protocol.MemberListResponse;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.RangeStreamResponse;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.WatchGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A member made to misbehave: it counts what reaches it, and answers as it is told to. The watch
 * service shares a {@link FakeWatchStore} with other members.
 */
public final class FakeEtcd implements AutoCloseable {
  public final AtomicInteger puts = new AtomicInteger();
  public final AtomicInteger gets = new AtomicInteger();
  public final AtomicInteger streams = new AtomicInteger();
  public final AtomicInteger keepAlives = new AtomicInteger();
  public final AtomicInteger keepAliveStreams = new AtomicInteger();
  public final CountDownLatch cancelled = new CountDownLatch(1);
  public final List<Metadata> headers = new CopyOnWriteArrayList<>();
  public volatile BiConsumer<PutRequest, StreamObserver<PutResponse>> onPut = FakeEtcd::answer;
  public volatile BiConsumer<RangeRequest, StreamObserver<RangeResponse>> onGet = FakeEtcd::answer;
  public volatile BiConsumer<RangeRequest, StreamObserver<RangeStreamResponse>> onStream =
      (request, responses) -> responses.onError(Status.UNIMPLEMENTED.asRuntimeException());
  public final AtomicInteger lists = new AtomicInteger();
  public final AtomicInteger logins = new AtomicInteger();

  /** Where the members serve clients, as this one says. */
  public volatile List<String> members = List.of();

  public volatile long clusterId = 1;

  /** The token for the login of this number; null while there is no access control. */
  public volatile @Nullable IntFunction<String> tokens;

  public volatile boolean answersKeepAlives = true;

  /** For how long a lease that is kept alive lives on. */
  public volatile long ttlSeconds = 3;

  private final List<StreamObserver<LeaseKeepAliveResponse>> keepAliveOpen =
      new CopyOnWriteArrayList<>();
  private final FakeWatchStore store;
  private final Server server;

  public FakeEtcd() {
    this(new FakeWatchStore());
  }

  public FakeEtcd(FakeWatchStore store) {
    this(store, 0);
  }

  public FakeEtcd(FakeWatchStore store, int port) {
    this(
        store,
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  private FakeEtcd(FakeWatchStore store, NettyServerBuilder builder) {
    this.store = store;
    this.server =
        builder
            .addService(new Kv())
            .addService(new Lease())
            .addService(new Watch())
            .addService(new Auth())
            .addService(new Cluster())
            .intercept(new Headers())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On a certain address of this machine. */
  public static FakeEtcd at(String host, int port) {
    return new FakeEtcd(
        new FakeWatchStore(), NettyServerBuilder.forAddress(new InetSocketAddress(host, port)));
  }

  /** On a Unix socket, with threads that end with the test. */
  public static FakeEtcd at(Path socket) {
    EventLoopGroup threads =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("fake-etcd", true), EpollIoHandler.newFactory());
    return new FakeEtcd(
        new FakeWatchStore(),
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(threads)
            .workerEventLoopGroup(threads));
  }

  public String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return server.getPort();
  }

  public static Status status(EtcdError error) {
    return Status.fromCodeValue(error.wireCode().number()).withDescription(error.message());
  }

  public static void answer(PutRequest request, StreamObserver<PutResponse> responses) {
    responses.onNext(PutResponse.newBuilder().setHeader(header(7)).build());
    responses.onCompleted();
  }

  public static void answer(RangeRequest request, StreamObserver<RangeResponse> responses) {
    responses.onNext(RangeResponse.newBuilder().setHeader(header(7)).setCount(1).build());
    responses.onCompleted();
  }

  /** Ends the open keep-alive streams with an error. */
  public void failKeepAlives(Status status) {
    keepAliveOpen.forEach(responses -> responses.onError(status.asRuntimeException()));
    keepAliveOpen.clear();
  }

  /** Closes the port and every connection at once. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public static ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder().setClusterId(1).setRevision(revision).build();
  }

  private final class Kv extends KVGrpc.KVImplBase {
    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> responses) {
      watchForCancel(responses);
      puts.incrementAndGet();
      onPut.accept(request, responses);
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> responses) {
      watchForCancel(responses);
      gets.incrementAndGet();
      onGet.accept(request, responses);
    }

    @Override
    public void rangeStream(RangeRequest request, StreamObserver<RangeStreamResponse> responses) {
      watchForCancel(responses);
      streams.incrementAndGet();
      onStream.accept(request, responses);
    }

    private void watchForCancel(StreamObserver<?> responses) {
      if (responses instanceof ServerCallStreamObserver<?> call) {
        call.setOnCancelHandler(cancelled::countDown);
      }
    }
  }

  private final class Lease extends LeaseGrpc.LeaseImplBase {
    @Override
    public void leaseGrant(
        LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> responses) {
      responses.onNext(
          LeaseGrantResponse.newBuilder()
              .setHeader(header(1))
              .setID(5)
              .setTTL(request.getTTL())
              .build());
      responses.onCompleted();
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
        StreamObserver<LeaseKeepAliveResponse> responses) {
      keepAliveStreams.incrementAndGet();
      keepAliveOpen.add(responses);
      return new StreamObserver<>() {
        @Override
        public void onNext(LeaseKeepAliveRequest request) {
          keepAlives.incrementAndGet();
          if (answersKeepAlives) {
            responses.onNext(
                LeaseKeepAliveResponse.newBuilder()
                    .setID(request.getID())
                    .setTTL(ttlSeconds)
                    .build());
          }
        }

        @Override
        public void onError(Throwable failure) {
          keepAliveOpen.remove(responses);
        }

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }
  }

  private final class Auth extends AuthGrpc.AuthImplBase {
    @Override
    public void authenticate(
        AuthenticateRequest request, StreamObserver<AuthenticateResponse> responses) {
      IntFunction<String> giver = tokens;
      if (giver == null) {
        responses.onError(status(EtcdError.AUTH_NOT_ENABLED).asRuntimeException());
        return;
      }
      String token = giver.apply(logins.incrementAndGet());
      responses.onNext(
          AuthenticateResponse.newBuilder().setHeader(header(1)).setToken(token).build());
      responses.onCompleted();
    }
  }

  private final class Cluster extends ClusterGrpc.ClusterImplBase {
    @Override
    public void memberList(
        MemberListRequest request, StreamObserver<MemberListResponse> responses) {
      lists.incrementAndGet();
      MemberListResponse.Builder answer =
          MemberListResponse.newBuilder()
              .setHeader(ResponseHeader.newBuilder().setClusterId(clusterId));
      for (String url : members) {
        answer.addMembers(Member.newBuilder().setName("m").addClientURLs(url));
      }
      responses.onNext(answer.build());
      responses.onCompleted();
    }
  }

  private final class Watch extends WatchGrpc.WatchImplBase {
    @Override
    public StreamObserver<io.cornerstone.protocol.WatchRequest> watch(
        StreamObserver<io.cornerstone.protocol.WatchResponse> responses) {
      return store.open(responses);
    }
  }

  private final class Headers implements ServerInterceptor {
    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, P> call, Metadata metadata, ServerCallHandler<Q, P> next) {
      headers.add(metadata);
      return next.startCall(call, metadata);
    }
  }

  /** Bytes of a text. */
  public static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
