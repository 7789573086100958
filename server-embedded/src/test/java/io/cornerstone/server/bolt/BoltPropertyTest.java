package io.cornerstone.server.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What was written is read again, whatever the sizes. */
class BoltPropertyTest {
  private static final int RUNS = 120;

  @Test
  void randomBucketsComeBackAsTheyWere() throws IOException {
    for (int seed = 0; seed < RUNS; seed++) {
      NavigableMap<String, NavigableMap<byte[], byte[]>> buckets = random(new Random(seed));
      byte[] content = PageBytes.write(buckets);
      BoltReader reader = BoltReader.open("f", PageBytes.file(content), content.length);
      assertThat(reader.buckets()).as("seed %d", seed).containsExactlyElementsOf(buckets.keySet());
      assertThat(reader.sizeBytes()).isEqualTo(content.length);
      for (var bucket : buckets.entrySet()) {
        NavigableMap<byte[], byte[]> found = PageBytes.newBucket();
        reader.forEach(bucket.getKey(), found::put);
        assertSame(seed, found, bucket.getValue());
      }
    }
  }

  @Test
  void aTreeOfManyLevelsComesBack() throws IOException {
    NavigableMap<byte[], byte[]> entries = PageBytes.newBucket();
    for (int i = 0; i < 5_000; i++) {
      // Long keys make narrow branches: here three of a page's elements fit.
      entries.put(ByteBuffer.allocate(1_200).putInt(i).array(), new byte[] {(byte) i});
    }
    NavigableMap<String, NavigableMap<byte[], byte[]>> buckets = new TreeMap<>();
    buckets.put("deep", entries);
    byte[] content = PageBytes.write(buckets);
    NavigableMap<byte[], byte[]> found = PageBytes.newBucket();
    BoltReader.open("f", PageBytes.file(content), content.length).forEach("deep", found::put);
    assertSame(0, found, entries);
  }

  @Test
  void oneDamagedMetaPageDoesNotMatter() throws IOException {
    byte[] content = PageBytes.write(random(new Random(5)));
    for (int meta = 0; meta < 2; meta++) {
      byte[] damaged = content.clone();
      damaged[meta * PageFormat.PAGE_BYTES + PageFormat.HEADER_BYTES + 20] ^= 1;
      BoltReader reader = BoltReader.open("f", PageBytes.file(damaged), damaged.length);
      assertThat(reader.sizeBytes()).isEqualTo(content.length);
    }
  }

  private static void assertSame(
      int seed, NavigableMap<byte[], byte[]> found, NavigableMap<byte[], byte[]> expected) {
    assertThat(found).as("seed %d", seed).hasSameSizeAs(expected);
    found.forEach(
        (key, value) -> assertThat(value).as("seed %d", seed).isEqualTo(expected.get(key)));
  }

  static NavigableMap<String, NavigableMap<byte[], byte[]>> random(Random random) {
    NavigableMap<String, NavigableMap<byte[], byte[]>> buckets = new TreeMap<>();
    for (int b = random.nextInt(6); b >= 0; b--) {
      NavigableMap<byte[], byte[]> entries = PageBytes.newBucket();
      for (int i = random.nextInt(1 << random.nextInt(11)); i > 0; i--) {
        entries.put(bytes(random, 1 + random.nextInt(40)), bytes(random, valueBytes(random)));
      }
      buckets.put("bucket-" + random.nextInt(1000), entries);
    }
    return buckets;
  }

  /** Mostly small, sometimes about a page, now and then many pages. */
  private static int valueBytes(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> 4_000 + random.nextInt(200);
      case 1 -> random.nextInt(60_000);
      default -> random.nextInt(200);
    };
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
