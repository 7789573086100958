package io.cornerstone.server.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Damaged files: read to the end, or refused with one line; never another exception, never without
 * end. The number of inputs can be raised with {@code -Dfuzz.inputs}.
 */
class BoltFuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 12_000);

  @Test
  void noDamageLeadsAstray() {
    int refused = 0;
    byte[][] sound = {small(), PageBytes.write(BoltPropertyTest.random(new Random(3)))};
    for (int seed = 0; seed < INPUTS; seed++) {
      Random random = new Random(seed);
      byte[] content = damaged(sound[seed % sound.length], random);
      if (!isRead(content, seed)) {
        refused++;
      }
    }
    assertThat(refused).as("damage that was noticed").isBetween(INPUTS / 4, INPUTS - 1);
  }

  private static boolean isRead(byte[] content, int seed) {
    try {
      BoltReader reader = BoltReader.open("f", PageBytes.file(content), content.length);
      for (String bucket : reader.buckets()) {
        reader.forEach(bucket, (key, value) -> {});
      }
      return true;
    } catch (DamagedFileException e) {
      assertThat(e.getMessage()).as("seed %d", seed).startsWith("f, byte ").doesNotContain("\n");
      return false;
    } catch (IOException | RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  /** Three levels in some dozen pages, so that most bytes matter. */
  private static byte[] small() {
    NavigableMap<byte[], byte[]> entries = PageBytes.newBucket();
    for (int i = 0; i < 24; i++) {
      entries.put(ByteBuffer.allocate(1_300).putInt(i).array(), new byte[700]);
    }
    NavigableMap<byte[], byte[]> other = PageBytes.newBucket();
    other.put(new byte[] {1}, new byte[10_000]);
    NavigableMap<String, NavigableMap<byte[], byte[]>> buckets = new TreeMap<>();
    buckets.put("a", entries);
    buckets.put("b", other);
    return PageBytes.write(buckets);
  }

  private static byte[] damaged(byte[] sound, Random random) {
    byte[] content = sound.clone();
    if (random.nextInt(10) == 0) {
      return Arrays.copyOf(content, random.nextInt(content.length));
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      damage(content, random);
    }
    if (random.nextBoolean()) {
      repairMeta(content); // Else the checksum would keep most damage there from the rest.
    }
    return content;
  }

  private static void damage(byte[] content, Random random) {
    int page = random.nextInt(content.length / PageFormat.PAGE_BYTES) * PageFormat.PAGE_BYTES;
    // Where the numbers are: the header and the first elements.
    int at = page + random.nextInt(96);
    switch (random.nextInt(4)) {
      case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> content[at] = (byte) random.nextInt(256);
      case 2 -> // Pages named elsewhere: cycles, and pages with two parents.
          ByteBuffer.wrap(content)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(at & ~7, random.nextInt(1 + content.length / PageFormat.PAGE_BYTES));
      default -> // A page in the place of another one, with its number made to fit.
          copyPage(content, random, page);
    }
  }

  private static void copyPage(byte[] content, Random random, int target) {
    int source = random.nextInt(content.length / PageFormat.PAGE_BYTES) * PageFormat.PAGE_BYTES;
    System.arraycopy(content, source, content, target, PageFormat.PAGE_BYTES);
    ByteBuffer.wrap(content)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(target, target / PageFormat.PAGE_BYTES);
  }

  private static void repairMeta(byte[] content) {
    for (int id = 0; id < 2; id++) {
      int at = id * PageFormat.PAGE_BYTES + PageFormat.HEADER_BYTES;
      ByteBuffer.wrap(content)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(
              at + PageFormat.META_CHECKED_BYTES,
              PageFormat.checksum(content, at, PageFormat.META_CHECKED_BYTES));
    }
  }
}
