package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.sim.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RestoreTest {
  private static final Path TARGET = Path.of("/member/restored");
  private static final SegmentEngine.Options OPTIONS =
      SegmentEngine.Options.DEFAULT.withSegmentBytes(2000);

  private final SimDisk disk = new SimDisk();
  private byte[] stream = {};

  @BeforeEach
  void writeAStream() throws IOException {
    SegmentEngine engine = SegmentEngine.open(disk, Path.of("/member/store"), OPTIONS);
    for (int i = 1; i <= 40; i++) {
      Change change = StoreModel.put(i, 0, "v".repeat(i * 5));
      engine.append(change.revision(), change.tombstone(), change.kv());
      engine.putState("meta", ByteString.copyFromUtf8("k" + i), ByteString.copyFromUtf8("v"));
      engine.commit(new LogPosition(2, i));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Engine.View view = engine.view()) {
      view.writeTo(out);
    }
    engine.close();
    stream = out.toByteArray();
  }

  private SegmentEngine restore(byte[] content) throws IOException {
    return SegmentEngine.restore(disk, TARGET, new ByteArrayInputStream(content), OPTIONS);
  }

  @Test
  void theCopyIsEqualAndSurvivesAPowerLoss() throws IOException {
    assertThat(restore(stream).committed()).isEqualTo(new LogPosition(2, 40));
    for (int seed = 0; seed < 20; seed++) {
      SimDisk crashed = disk.crash(new Random(seed));
      SegmentEngine engine = SegmentEngine.open(crashed, TARGET, OPTIONS);
      assertThat(engine.committed()).isEqualTo(new LogPosition(2, 40));
      assertThat(engine.state("meta")).hasSize(40);
      assertThat(engine.get(new Revision(40, 0))).isEqualTo(StoreModel.put(40, 0, "v".repeat(200)));
      assertThat(StoreModel.scan(engine, StoreModel.FIRST, StoreModel.END)).hasSize(40);
    }
  }

  @Test
  void everyTruncationIsRefusedAndLeavesNothing() throws IOException {
    for (int length = 0; length < stream.length; length += 1 + length / 50) {
      assertRefused(Arrays.copyOf(stream, length), "ends too early");
    }
  }

  @Test
  void everyFlippedBitIsRefusedAndLeavesNothing() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] flipped = stream.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(flipped, "damaged store: the stream of a store, byte ");
    }
  }

  @Test
  void somethingBehindTheEndIsRefused() throws IOException {
    assertRefused(Arrays.copyOf(stream, stream.length + 1), "behind the end mark");
  }

  private void assertRefused(byte[] content, String reason) throws IOException {
    assertThatThrownBy(() -> restore(content))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
    assertThat(disk.exists(TARGET)).isFalse();
    assertThat(disk.list(Path.of("/member"))).containsExactly("store");
  }

  @Test
  void aFailingDiskLeavesNothingThatOpenAccepts() {
    for (int changes = 0; changes < 60; changes++) {
      SimDisk target = new SimDisk();
      target.faults().stopAfter(changes);
      try {
        SegmentEngine.restore(target, TARGET, new ByteArrayInputStream(stream), OPTIONS).abort();
      } catch (IOException e) {
        assertThat(opened(target.kill())).isIn(LogPosition.ZERO, new LogPosition(2, 40));
        assertThat(opened(target.crash(new Random(changes))))
            .isIn(LogPosition.ZERO, new LogPosition(2, 40));
      }
    }
  }

  private static LogPosition opened(SimDisk disk) {
    try {
      return SegmentEngine.open(disk, TARGET, OPTIONS).committed();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDirectoryThatIsInUseIsRefused() throws IOException {
    restore(stream).close();
    assertThatThrownBy(() -> restore(stream)).hasMessageContaining("not empty");
    SegmentEngine engine = SegmentEngine.open(disk, TARGET, OPTIONS);
    assertThat(engine.committed()).isEqualTo(new LogPosition(2, 40));
  }
}
