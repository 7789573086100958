package io.cornerstone.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.SnapshotRequest;
import io.cornerstone.protocol.SnapshotResponse;
import io.cornerstone.server.Waits;
import io.cornerstone.server.backup.SnapshotFile;
import io.cornerstone.server.env.FileDisk;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotServiceTest {
  private static final int BLOB_BYTES = 32 << 10;

  private final RpcFixture rpc = new RpcFixture();
  @TempDir private Path temp;

  @AfterEach
  void close() {
    rpc.close();
  }

  private Iterator<SnapshotResponse> snapshot() {
    return MaintenanceGrpc.newBlockingStub(rpc.channel)
        .snapshot(SnapshotRequest.getDefaultInstance());
  }

  private void fill(int megabytes) {
    String value = "v".repeat(1 << 20);
    for (int i = 0; i < megabytes; i++) {
      rpc.put("key-" + i, value);
    }
  }

  @Test
  void theFileComesInSmallBlobsAndItsDigestAlone() throws Exception {
    fill(3);
    List<SnapshotResponse> responses = new ArrayList<>();
    snapshot().forEachRemaining(responses::add);
    final SnapshotResponse digest = responses.remove(responses.size() - 1);
    long size = responses.stream().mapToLong(response -> response.getBlob().size()).sum();
    assertThat(rpc.member.openViews.get()).isZero();
    assertThat(size).isGreaterThan(3 << 20).isEqualTo(size / 4096 * 4096);
    long sent = 0;
    Path file = temp.resolve("s.db");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (SnapshotResponse response : responses) {
        assertThat(response.getBlob().size()).isBetween(1, BLOB_BYTES);
        sent += response.getBlob().size();
        assertThat(response.getRemainingBytes()).isEqualTo(size - sent);
        assertThat(response.getVersion()).isEqualTo(ServerVersion.STORAGE);
        assertThat(response.hasHeader()).isFalse();
        response.getBlob().writeTo(out);
      }
      assertThat(digest.getRemainingBytes()).isZero();
      assertThat(digest.getBlob().size()).isEqualTo(32);
      digest.getBlob().writeTo(out);
    }
    try (SnapshotFile snapshot = SnapshotFile.open(new FileDisk(), file, true)) {
      assertThat(snapshot.status().revision()).isEqualTo(4);
    }
  }

  @Test
  void whatIsWrittenMeanwhileIsNotInIt() throws Exception {
    fill(2);
    Iterator<SnapshotResponse> responses = snapshot();
    ByteString content = responses.next().getBlob();
    rpc.put("later", "not here");
    while (responses.hasNext()) {
      content = content.concat(responses.next().getBlob());
    }
    Path file = temp.resolve("s.db");
    Files.write(file, content.toByteArray());
    try (SnapshotFile snapshot = SnapshotFile.open(new FileDisk(), file, true)) {
      assertThat(snapshot.status().revision()).isEqualTo(3);
    }
  }

  @Test
  void aClientThatDoesNotReadIsNotSentEverything() {
    fill(16);
    AtomicInteger received = new AtomicInteger();
    ClientCall<SnapshotRequest, SnapshotResponse> call =
        rpc.channel.newCall(MaintenanceGrpc.getSnapshotMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(SnapshotResponse response) {
            received.incrementAndGet();
          }
        },
        new Metadata());
    call.sendMessage(SnapshotRequest.getDefaultInstance());
    call.halfClose();
    call.request(1);
    Waits.until("the first blob", () -> received.get() == 1);
    // Pieces are made between these puts: were the client not waited for, all of them.
    for (int i = 0; i < 200; i++) {
      rpc.put("meanwhile", "value");
    }
    assertThat(rpc.member.openViews.get()).isEqualTo(1);
    assertThat(received.get()).isEqualTo(1);
    call.cancel("enough", null);
    Waits.until("the view is let go of", () -> rpc.member.openViews.get() == 0);
  }

  @Test
  void aMemberThatStopsSaysSo() {
    rpc.member.failure = new RefusedException(EtcdError.STOPPED);
    RpcFixture.assertRefused(EtcdError.STOPPED, () -> snapshot().next());
  }
}
