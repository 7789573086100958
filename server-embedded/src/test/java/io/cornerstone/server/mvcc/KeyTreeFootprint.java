package io.cornerstone.server.mvcc;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * How many bytes of heap a key takes in the index; run by hand, for instance with {@code -Xmx512m}.
 * The argument is the number of keys, 1,000,000 by default; keys have 32 bytes and come in random
 * order. Prints bytes per key, with and without the key's own array, after one and after three
 * versions of each.
 */
final class KeyTreeFootprint {
  private static final int KEY_BYTES = 32;
  // An array's header and the bytes.
  private static final int KEY_ARRAY_BYTES = 16 + KEY_BYTES;

  private KeyTreeFootprint() {}

  public static void main(String[] arguments) {
    final int keys = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    final long before = usedBytes();
    final KeyTree tree = new KeyTree();
    fill(tree, keys);
    report("1 version each", usedBytes() - before, keys);
    update(tree, 2L * keys);
    update(tree, 3L * keys);
    report("3 versions each", usedBytes() - before, keys);
    if (tree.get(new byte[KEY_BYTES]) != null) {
      throw new IllegalStateException("there is no such key");
    }
  }

  private static void fill(KeyTree tree, int keys) {
    final Random random = new Random(1);
    for (int i = 0; i < keys; i++) {
      final byte[] key = ByteBuffer.allocate(KEY_BYTES).putLong(random.nextLong()).array();
      tree.put(KeyEntry.first(key, new Revision(i + 2L, 0), i + 2L, 1, false));
    }
  }

  private static void update(KeyTree tree, long firstMain) {
    final long[] next = {firstMain};
    tree.scan(
        null,
        null,
        entry -> {
          final Revision revision = new Revision(next[0]++, 0);
          tree.put(entry.withPut(revision, entry.createRevision(), entry.version() + 1, false));
          return true;
        });
  }

  private static void report(String what, long bytes, int keys) {
    final double perKey = (double) bytes / keys;
    System.out.printf(
        "%s: %.1f bytes per key, %.1f without the key's array%n",
        what, perKey, perKey - KEY_ARRAY_BYTES);
  }

  private static long usedBytes() {
    final Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
