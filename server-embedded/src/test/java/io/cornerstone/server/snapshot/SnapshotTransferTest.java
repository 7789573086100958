package io.cornerstone.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.server.sim.SimDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is cut into chunks on one side is put together on the other. */
class SnapshotTransferTest {
  private static final Path FILE = Path.of("/snap");

  private final SimDisk disk = new SimDisk();
  private final List<ByteString> chunks = new ArrayList<>();
  private final Random random = new Random(7);

  @Test
  void contentArrivesAsItWas() throws IOException {
    for (int size : List.of(0, 1, ChunkStream.CHUNK_BYTES, 3 * ChunkStream.CHUNK_BYTES + 17)) {
      final byte[] content = new byte[size];
      random.nextBytes(content);
      assertThat(sentAndRead(content)).isEqualTo(content);
      assertThat(disk.exists(FILE)).isFalse();
    }
  }

  @Test
  void aChangedByteIsFound() throws IOException {
    final ByteString digest = send(new byte[1000]);
    final byte[] changed = chunks.get(0).toByteArray();
    changed[500] ^= 1;
    try (SnapshotFile file = SnapshotFile.create(disk, FILE)) {
      file.append(ByteString.copyFrom(changed));
      assertThatThrownBy(() -> file.verify(digest))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("digest");
    }
  }

  @Test
  void aMissingChunkIsFound() throws IOException {
    final ByteString digest = send(new byte[2 * ChunkStream.CHUNK_BYTES]);
    try (SnapshotFile file = SnapshotFile.create(disk, FILE)) {
      file.append(chunks.get(0));
      assertThatThrownBy(() -> file.verify(digest)).isInstanceOf(IOException.class);
    }
  }

  private byte[] sentAndRead(byte[] content) throws IOException {
    final ByteString digest = send(content);
    try (SnapshotFile file = SnapshotFile.create(disk, FILE)) {
      for (ByteString chunk : chunks) {
        file.append(chunk);
      }
      file.verify(digest);
      assertThat(file.size()).isEqualTo(content.length);
      try (InputStream read = file.read()) {
        return read.readAllBytes();
      }
    }
  }

  /** Writes in pieces of all sizes, single bytes too. */
  private ByteString send(byte[] content) throws IOException {
    chunks.clear();
    try (ChunkStream stream = new ChunkStream(chunks::add)) {
      int at = 0;
      while (at < content.length) {
        final int piece = Math.min(content.length - at, random.nextInt(100_000));
        stream.write(content, at, piece);
        at += piece;
        if (at < content.length) {
          stream.write(content[at]);
          at++;
        }
      }
      return stream.digest();
    }
  }
}
