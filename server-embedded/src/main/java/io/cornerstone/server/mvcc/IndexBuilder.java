package io.cornerstone.server.mvcc;

import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.env.Invariant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index again from the changes in an engine. What the compaction made obsolete is left
 * out on the way, and told to the engine at the end: it may be there again, whole or in part, since
 * an engine does not remember what was marked dead.
 */
final class IndexBuilder implements Engine.ChangeVisitor {
  private static final int DEAD_CAPACITY_MIN = 1024;

  private final KeyTree tree = new KeyTree();
  private final long compactRevision;
  // Revisions above this one must follow each other without a gap.
  private final long gapsUntil;
  private long lastMain;
  // Pairs of main and sub.
  private long[] dead = new long[DEAD_CAPACITY_MIN];
  private int deadCount;

  IndexBuilder(long compactRevision) {
    this.compactRevision = compactRevision;
    this.gapsUntil = Math.max(compactRevision, MvccStore.FIRST_REVISION);
    this.lastMain = gapsUntil;
  }

  @Override
  public boolean visit(Engine.Change change) {
    final long main = change.revision().main();
    checkOrder(main);
    final byte[] key = change.kv().getKey().toByteArray();
    final KeyEntry entry = tree.get(key);
    if (main > compactRevision) {
      tree.put(next(key, entry, change));
      return true;
    }
    if (entry != null) {
      markDead(entry.latest());
    }
    if (change.tombstone() && main < compactRevision) {
      markDead(change.revision());
      tree.remove(key);
    } else {
      tree.put(next(key, null, change));
    }
    return true;
  }

  private void checkOrder(long main) {
    if (main <= gapsUntil) {
      return;
    }
    if (main != lastMain && main != lastMain + 1) {
      Invariant.check(false, "revision %d in the engine follows %d", main, lastMain);
    }
    lastMain = main;
  }

  private static KeyEntry next(byte[] key, @Nullable KeyEntry entry, Engine.Change change) {
    final KeyValue kv = change.kv();
    final Revision revision = change.revision();
    if (change.tombstone()) {
      return entry == null ? KeyEntry.firstTombstone(key, revision) : entry.withTombstone(revision);
    }
    final boolean isLeased = kv.getLease() != 0;
    return entry == null
        ? KeyEntry.first(key, revision, kv.getCreateRevision(), kv.getVersion(), isLeased)
        : entry.withPut(revision, kv.getCreateRevision(), kv.getVersion(), isLeased);
  }

  private void markDead(Revision revision) {
    if (deadCount * 2 == dead.length) {
      dead = Arrays.copyOf(dead, dead.length * 2);
    }
    dead[deadCount * 2] = revision.main();
    dead[deadCount * 2 + 1] = revision.sub();
    deadCount++;
  }

  /** The index, once everything was visited; the engine is told what is dead. */
  KeyTree finish(Engine engine) {
    for (int i = 0; i < deadCount; i++) {
      engine.markDead(new Revision(dead[i * 2], dead[i * 2 + 1]));
    }
    return tree;
  }

  /** The revision of the last change. */
  long currentRevision() {
    return lastMain;
  }
}
