package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.CompactionResponse;
import io.cornerstone.protocol.DefragmentRequest;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.StatusResponse;
import io.cornerstone.server.env.SystemClock;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server process with a small heap and much data. Takes minutes and up to 4 GB of disk, so it
 * runs only with {@code -Dcornerstone.large=true}; {@code -Djava.io.tmpdir} says where.
 */
@EnabledIfSystemProperty(named = "cornerstone.large", matches = "true")
class LargeStoreIT {
  private static final int OUTSTANDING = 256;
  private static final int VALUE_BYTES = 4096;
  private static final long POLL_NANOS = 20_000_000;
  private static final SystemClock CLOCK = new SystemClock();

  @TempDir Path dataDir;

  private final int clientPort = FreePorts.one();
  private final int peerPort = FreePorts.one();
  private @Nullable Process process;
  private @Nullable ManagedChannel channel;

  private ManagedChannel start(String heap) throws IOException {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("io.cornerstone.server.cli.Main");
    command.add("--data-dir=" + dataDir);
    command.add("--listen-client-urls=http://127.0.0.1:" + clientPort);
    command.add("--advertise-client-urls=http://127.0.0.1:" + clientPort);
    command.add("--listen-peer-urls=http://127.0.0.1:" + peerPort);
    command.add("--initial-advertise-peer-urls=http://127.0.0.1:" + peerPort);
    command.add("--quota-backend-bytes=-1");
    command.add("--log-level=warn");
    process = new ProcessBuilder(command).inheritIO().start();
    final ManagedChannel made =
        NettyChannelBuilder.forAddress("127.0.0.1", clientPort).usePlaintext().build();
    channel = made;
    final long deadline = CLOCK.monotonicNanos() + TimeUnit.MINUTES.toNanos(2);
    while (!isServed(made)) {
      assertThat(CLOCK.monotonicNanos()).isLessThan(deadline);
    }
    return made;
  }

  /** A server that is still opening its store refuses; one that has no port yet is waited for. */
  private static boolean isServed(ManagedChannel channel) {
    try {
      KVGrpc.newBlockingStub(channel)
          .withWaitForReady()
          .withDeadlineAfter(2, TimeUnit.MINUTES)
          .range(RangeRequest.newBuilder().setKey(key(0)).build());
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      LockSupport.parkNanos(POLL_NANOS);
      return false;
    }
  }

  @AfterEach
  void kill() throws InterruptedException {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  private static ByteString key(int number) {
    return ByteString.copyFromUtf8("large/%08d".formatted(number));
  }

  /** Random bytes that follow from the number: they cannot be compressed, and can be checked. */
  private static ByteString value(int number, int bytes) {
    final byte[] value = new byte[bytes];
    new Random(number).nextBytes(value);
    ByteBuffer.wrap(value).putInt(number);
    return ByteString.copyFrom(value);
  }

  /** Puts, many at a time; returns how long each took, in nanoseconds. */
  private static long[] put(ManagedChannel channel, int count, int keys, int valueBytes)
      throws InterruptedException {
    final KVGrpc.KVStub kv = KVGrpc.newStub(channel);
    final Semaphore free = new Semaphore(OUTSTANDING);
    final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    final long[] nanos = new long[count];
    for (int i = 0; i < count && failed.get() == null; i++) {
      free.acquire();
      final int number = i;
      final long began = CLOCK.monotonicNanos();
      kv.put(
          PutRequest.newBuilder()
              .setKey(key(number % keys))
              .setValue(value(number, valueBytes))
              .build(),
          new Ended<PutResponse>(
              failure -> {
                nanos[number] = CLOCK.monotonicNanos() - began;
                if (failure != null) {
                  failed.set(failure);
                }
                free.release();
              }));
    }
    free.acquire(OUTSTANDING);
    assertThat(failed.get()).isNull();
    return nanos;
  }

  /** Hears of the end of a call. */
  private record Ended<T>(java.util.function.Consumer<@Nullable Throwable> listener)
      implements StreamObserver<T> {
    @Override
    public void onNext(T response) {
      // Only the end counts.
    }

    @Override
    public void onError(Throwable failure) {
      listener.accept(failure);
    }

    @Override
    public void onCompleted() {
      listener.accept(null);
    }
  }

  @Test
  void twoGibibytesFitInAHeapOf256Mebibytes() throws Exception {
    final int values = Integer.getInteger("cornerstone.large.values", 1 << 19);
    final long began = CLOCK.monotonicNanos();
    put(start("256m"), values, values, VALUE_BYTES);
    report("load: %d s".formatted((CLOCK.monotonicNanos() - began) / 1_000_000_000));
    checkSome(values);
    kill();
    final long restarted = CLOCK.monotonicNanos();
    start("256m");
    report(
        "start after a crash: %d ms".formatted((CLOCK.monotonicNanos() - restarted) / 1_000_000));
    checkSome(values);
    final StatusResponse status = status();
    report("store: %d MiB".formatted(status.getDbSize() >> 20));
    assertThat(status.getDbSizeInUse()).isGreaterThan((long) values * VALUE_BYTES);
  }

  private void checkSome(int values) {
    final KVGrpc.KVBlockingStub kv =
        KVGrpc.newBlockingStub(java.util.Objects.requireNonNull(channel));
    final Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      final int number = random.nextInt(values);
      final var answer = kv.range(RangeRequest.newBuilder().setKey(key(number)).build());
      assertThat(answer.getKvs(0).getValue()).isEqualTo(value(number, VALUE_BYTES));
    }
  }

  private StatusResponse status() {
    return MaintenanceGrpc.newBlockingStub(java.util.Objects.requireNonNull(channel))
        .status(StatusRequest.getDefaultInstance());
  }

  @Test
  void aLargeCompactionHoldsNobodyUp() throws Exception {
    final int revisions = Integer.getInteger("cornerstone.large.revisions", 1_000_000);
    final int measured = 20_000;
    final ManagedChannel server = start("512m");
    put(server, revisions, 5000, 64);
    final long[] before = put(server, measured, 5000, 64);
    final CompletableFuture<Boolean> compacted = new CompletableFuture<>();
    KVGrpc.newStub(server)
        .compact(
            CompactionRequest.newBuilder().setRevision(revisions).setPhysical(true).build(),
            new Ended<CompactionResponse>(failure -> compacted.complete(failure == null)));
    final long[] during = put(server, measured, 5000, 64);
    final boolean wasMeasuredInTime = !compacted.isDone();
    assertThat(compacted.get(5, TimeUnit.MINUTES)).isTrue();
    report("puts before: " + percentiles(before));
    report(
        "puts while %d revisions are compacted: %s; to the end: %s"
            .formatted(revisions, percentiles(during), wasMeasuredInTime));
    final long size = status().getDbSize();
    MaintenanceGrpc.newBlockingStub(server).defragment(DefragmentRequest.getDefaultInstance());
    report("store before and after defragmentation: %d, %d".formatted(size, status().getDbSize()));
    assertThat(status().getDbSize()).isLessThan(size);
    assertThat(status().getDbSizeInUse()).isGreaterThan(status().getDbSize() * 9 / 10);
  }

  private static String percentiles(long[] nanos) {
    final long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return "p50 %.1f ms, p99 %.1f ms, max %.1f ms"
        .formatted(
            sorted[sorted.length / 2] / 1e6,
            sorted[sorted.length * 99 / 100] / 1e6,
            sorted[sorted.length - 1] / 1e6);
  }

  private static void report(String line) {
    System.out.println("large store: " + line);
  }
}
