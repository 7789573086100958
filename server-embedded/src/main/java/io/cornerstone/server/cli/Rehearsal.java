package io.cornerstone.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.cornerstone.ctl.Ctl;
import io.cornerstone.ctl.run.Console;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.env.FileDisk;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One short run of a member in a temporary directory, with a call of each common kind, so that the
 * classes of a start and of a first request are loaded, and can be archived at the end of the
 * process.
 */
final class Rehearsal {
  private static final long TIMEOUT_SECONDS = 30;
  private static final ByteString KEY = ByteString.copyFromUtf8("rehearsal");

  private Rehearsal() {}

  /** Returns the exit code of the process. */
  static int run() {
    try {
      final Path directory = Files.createTempDirectory("cornerstone-rehearsal-");
      try (EmbeddedServer server =
          EmbeddedServer.start(ServerSettings.toConfig(flags(directory)))) {
        server.ready().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        final URI url = server.clientUrls().get(0);
        call(url);
        askByHttp(url);
        useTool(url);
      } finally {
        new FileDisk().delete(directory);
      }
      return Main.EXIT_OK;
    } catch (IOException | ExecutionException | TimeoutException e) {
      return Main.EXIT_FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Main.EXIT_FAILED;
    }
  }

  private static FlagValues flags(Path directory) {
    return CommandLine.read(
        ServerFlags.table(),
        List.of(
            "--data-dir=" + directory.resolve("data"),
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:0",
            "--listen-peer-urls=http://127.0.0.1:0",
            "--initial-advertise-peer-urls=http://127.0.0.1:0"),
        Map.of());
  }

  private static void call(URI url)
      throws InterruptedException, ExecutionException, TimeoutException {
    final ManagedChannel channel =
        Grpc.newChannelBuilder(url.getAuthority(), InsecureChannelCredentials.create()).build();
    try {
      final CompletableFuture<Void> seen = watch(channel);
      final KVGrpc.KVBlockingStub kv =
          KVGrpc.newBlockingStub(channel).withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      final PutRequest put = PutRequest.newBuilder().setKey(KEY).setValue(KEY).build();
      kv.put(put);
      kv.txn(TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(put)).build());
      kv.range(RangeRequest.newBuilder().setKey(KEY).build());
      LeaseGrpc.newBlockingStub(channel)
          .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(TIMEOUT_SECONDS).build());
      MaintenanceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .status(StatusRequest.getDefaultInstance());
      seen.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Completes with the first event. */
  private static CompletableFuture<Void> watch(ManagedChannel channel) {
    final CompletableFuture<Void> seen = new CompletableFuture<>();
    WatchGrpc.newStub(channel)
        .watch(
            new StreamObserver<>() {
              @Override
              public void onNext(WatchResponse response) {
                if (response.getEventsCount() > 0) {
                  seen.complete(null);
                }
              }

              @Override
              public void onError(Throwable failure) {
                seen.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {
                seen.complete(null);
              }
            })
        .onNext(
            WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY).setStartRevision(1))
                .build());
    return seen;
  }

  private static void askByHttp(URI url) throws IOException {
    send(url, "GET /health HTTP/1.1", "");
    send(url, "POST /v3/kv/put HTTP/1.1", "{\"key\":\"cg==\",\"value\":\"cg==\"}");
  }

  /** The tool shares the archive. */
  private static void useTool(URI url) {
    final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    final Console console = Console.of(InputStream.nullInputStream(), nowhere, nowhere, Map.of());
    final String endpoint = "--endpoints=" + url;
    Ctl.run(List.of(endpoint, "put", "rehearsal", "tool"), console);
    Ctl.run(List.of(endpoint, "get", "rehearsal", "--write-out=json"), console);
    Ctl.run(List.of(endpoint, "endpoint", "status", "--write-out=table"), console);
  }

  private static void send(URI url, String request, String body) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(Math.toIntExact(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS)));
      final String headers =
          "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length();
      socket
          .getOutputStream()
          .write((request + headers + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
      final String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!answer.startsWith("HTTP/1.1 200")) {
        throw new IOException("no answer to " + request);
      }
    }
  }
}
