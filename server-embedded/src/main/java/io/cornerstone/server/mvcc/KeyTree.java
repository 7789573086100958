package io.cornerstone.server.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys in order: a B+tree whose leaves are exact arrays of entries. One thread writes; any
 * thread reads without a lock.
 *
 * <p>How that works: the shape of a tree node never changes. A change replaces one slot, with
 * release semantics: an entry in its leaf, or the smallest subtree that must change its shape in
 * its parent. A reader may therefore walk over nodes that were replaced meanwhile, and miss or see
 * changes that are made while it walks. It sees every change that happened before it began, which
 * is all it needs: versions above its pinned revision do not interest it, and whether a compaction
 * took away versions that do is for the reader to check afterwards.
 *
 * <p>Exact arrays waste nothing (about 5 bytes a key for the whole tree), and copying one for each
 * new key is cheap beside finding its place. Deleting keys merges nodes that have become small with
 * a neighbour if both fit; emptied ones go.
 */
final class KeyTree {
  /** Most entries of a leaf and most children of an inner one. */
  private static final int FANOUT = 64;

  // Below the first, a neighbour is sought with which the sum is at most the second.
  private static final int SMALL = FANOUT / 4;
  private static final int MERGED_MAX = FANOUT / 4 * 3;

  private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(KeyEntry[].class);
  private static final VarHandle CHILD = MethodHandles.arrayElementVarHandle(Part[].class);
  private static final Leaf EMPTY = new Leaf(new KeyEntry[0]);

  private volatile Part root = EMPTY;

  /** Takes entries in key order; false ends the scan. */
  interface Visitor {
    boolean visit(KeyEntry entry);
  }

  /** A subtree. */
  private abstract static sealed class Part permits Leaf, Inner {
    /** Entries of a leaf, children of an inner one. */
    abstract int size();

    /** Puts an entry; null if the part stays, otherwise what takes its place. */
    abstract @Nullable Grown put(KeyEntry entry);

    /** Removes a key; the part itself if it stays, otherwise what takes its place. */
    abstract Part remove(byte[] key);

    /** Whether the two can become one; both are of the same height. */
    abstract Part merge(byte[] separator, Part right);

    /** Visits entries of {@code [from, until)}; null is open. True if the scan may go on. */
    abstract boolean scan(byte @Nullable [] from, byte @Nullable [] until, Visitor visitor);
  }

  /**
   * What takes a part's place: one part, or two of which the right one's keys begin at {@code
   * from}.
   */
  private record Grown(Part left, @Nullable Right right) {
    static Grown one(Part part) {
      return new Grown(part, null);
    }

    static Grown two(Part left, byte[] from, Part right) {
      return new Grown(left, new Right(from, right));
    }
  }

  /** The right one of two parts, and the separator between them. */
  private static final class Right {
    private final byte[] from;
    private final Part part;

    private Right(byte[] from, Part part) {
      this.from = from;
      this.part = part;
    }
  }

  /** The entry of a key; null if there is none. */
  @Nullable KeyEntry get(byte[] key) {
    Part part = root;
    while (part instanceof Inner inner) {
      part = inner.child(inner.childIndex(key));
    }
    final Leaf leaf = (Leaf) part;
    final int index = leaf.find(key);
    return index < 0 ? null : leaf.entry(index);
  }

  /** Visits the entries of {@code [from, until)} in key order; null is open. */
  void scan(byte @Nullable [] from, byte @Nullable [] until, Visitor visitor) {
    if (from == null || until == null || Arrays.compareUnsigned(from, until) < 0) {
      final boolean unused = root.scan(from, until, visitor);
    }
  }

  /** Inserts an entry or replaces the one of the same key. Writer thread only. */
  void put(KeyEntry entry) {
    final Grown grown = root.put(entry);
    if (grown == null) {
      return;
    }
    final Right right = grown.right;
    if (right == null) {
      root = grown.left;
    } else {
      root = new Inner(new byte[][] {right.from}, new Part[] {grown.left, right.part});
    }
  }

  /** Removes a key; harmless if it is not there. Writer thread only. */
  void remove(byte[] key) {
    Part rest = root.remove(key);
    while (rest instanceof Inner inner && inner.size() == 1) {
      rest = inner.child(0);
    }
    if (rest != root) {
      root = rest;
    }
  }

  /** Entries in order of their keys. */
  private static final class Leaf extends Part {
    private final KeyEntry[] entries;

    private Leaf(KeyEntry[] entries) {
      this.entries = entries;
    }

    @Override
    int size() {
      return entries.length;
    }

    private KeyEntry entry(int index) {
      return (KeyEntry) ENTRY.getAcquire(entries, index);
    }

    /** The place of a key, or {@code -(place where it belongs) - 1}. */
    private int find(byte[] key) {
      int low = 0;
      int high = entries.length - 1;
      while (low <= high) {
        final int middle = (low + high) >>> 1;
        final int order = Arrays.compareUnsigned(entry(middle).key(), key);
        if (order == 0) {
          return middle;
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return -low - 1;
    }

    @Override
    @Nullable Grown put(KeyEntry entry) {
      final int index = find(entry.key());
      if (index >= 0) {
        ENTRY.setRelease(entries, index, entry);
        return null;
      }
      final KeyEntry[] more = insert(entries, entry, -index - 1);
      if (more.length <= FANOUT) {
        return Grown.one(new Leaf(more));
      }
      final int half = more.length / 2;
      final Leaf left = new Leaf(Arrays.copyOf(more, half));
      final Leaf right = new Leaf(Arrays.copyOfRange(more, half, more.length));
      return Grown.two(left, right.entries[0].key(), right);
    }

    @Override
    Part remove(byte[] key) {
      final int index = find(key);
      if (index < 0) {
        return this;
      }
      return entries.length == 1 ? EMPTY : new Leaf(without(entries, index));
    }

    @Override
    Part merge(byte[] separator, Part right) {
      return new Leaf(concat(entries, ((Leaf) right).entries));
    }

    @Override
    boolean scan(byte @Nullable [] from, byte @Nullable [] until, Visitor visitor) {
      final int found = from == null ? 0 : find(from);
      final int end = end(until);
      for (int i = found >= 0 ? found : -found - 1; i < end; i++) {
        if (!visitor.visit(entry(i))) {
          return false;
        }
      }
      return end == entries.length;
    }

    private int end(byte @Nullable [] until) {
      if (until == null) {
        return entries.length;
      }
      final int found = find(until);
      return found >= 0 ? found : -found - 1;
    }
  }

  /** Children in order; separator i is at most the smallest key of child i+1, and above child i. */
  private static final class Inner extends Part {
    private final byte[][] separators;
    private final Part[] children;

    private Inner(byte[][] separators, Part[] children) {
      this.separators = separators;
      this.children = children;
    }

    @Override
    int size() {
      return children.length;
    }

    private Part child(int index) {
      return (Part) CHILD.getAcquire(children, index);
    }

    /** The child in whose part of the key space the key lies. */
    private int childIndex(byte[] key) {
      int low = 0;
      int high = separators.length;
      while (low < high) {
        final int middle = (low + high) >>> 1;
        if (Arrays.compareUnsigned(separators[middle], key) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    @Override
    @Nullable Grown put(KeyEntry entry) {
      final int index = childIndex(entry.key());
      final Grown grown = child(index).put(entry);
      if (grown == null) {
        return null;
      }
      final Right right = grown.right;
      if (right == null) {
        CHILD.setRelease(children, index, grown.left);
        return null;
      }
      final byte[][] moreSeparators = insert(separators, right.from, index);
      final Part[] moreChildren = insert(children, right.part, index + 1);
      moreChildren[index] = grown.left;
      return split(moreSeparators, moreChildren);
    }

    private static Grown split(byte[][] separators, Part[] children) {
      if (children.length <= FANOUT) {
        return Grown.one(new Inner(separators, children));
      }
      final int half = children.length / 2;
      final Inner left =
          new Inner(Arrays.copyOf(separators, half - 1), Arrays.copyOf(children, half));
      final Inner right =
          new Inner(
              Arrays.copyOfRange(separators, half, separators.length),
              Arrays.copyOfRange(children, half, children.length));
      return Grown.two(left, separators[half - 1], right);
    }

    @Override
    Part remove(byte[] key) {
      final int index = childIndex(key);
      final Part child = child(index);
      final Part rest = child.remove(key);
      if (rest == child) {
        return this;
      }
      if (rest.size() == 0) {
        return dropChild(index);
      }
      final int left = rest.size() < SMALL ? mergeable(index, rest) : -1;
      if (left >= 0) {
        return mergeChildren(left, index, rest);
      }
      CHILD.setRelease(children, index, rest);
      return this;
    }

    private Part dropChild(int index) {
      if (children.length == 1) {
        return EMPTY;
      }
      return new Inner(without(separators, Math.max(0, index - 1)), without(children, index));
    }

    /** The left one of two neighbours that fit into one, of which {@code index} is one; or -1. */
    private int mergeable(int index, Part rest) {
      if (index > 0 && child(index - 1).size() + rest.size() <= MERGED_MAX) {
        return index - 1;
      }
      final boolean fitsRight =
          index + 1 < children.length && child(index + 1).size() + rest.size() <= MERGED_MAX;
      return fitsRight ? index : -1;
    }

    private Part mergeChildren(int left, int changed, Part rest) {
      final Part leftPart = left == changed ? rest : child(left);
      final Part rightPart = left == changed ? child(left + 1) : rest;
      final Part[] fewer = without(children, left + 1);
      fewer[left] = leftPart.merge(separators[left], rightPart);
      return new Inner(without(separators, left), fewer);
    }

    @Override
    Part merge(byte[] separator, Part right) {
      final Inner other = (Inner) right;
      final byte[][] between = insert(separators, separator, separators.length);
      return new Inner(concat(between, other.separators), concat(children, other.children));
    }

    @Override
    boolean scan(byte @Nullable [] from, byte @Nullable [] until, Visitor visitor) {
      final int first = from == null ? 0 : childIndex(from);
      for (int i = first; i < children.length; i++) {
        if (i > first && until != null && Arrays.compareUnsigned(separators[i - 1], until) >= 0) {
          return false;
        }
        if (!child(i).scan(i == first ? from : null, until, visitor)) {
          return false;
        }
      }
      return true;
    }
  }

  private static <T> T[] insert(T[] array, T element, int index) {
    final T[] longer = Arrays.copyOf(array, array.length + 1);
    System.arraycopy(array, index, longer, index + 1, array.length - index);
    longer[index] = element;
    return longer;
  }

  private static <T> T[] without(T[] array, int index) {
    final T[] shorter = Arrays.copyOf(array, array.length - 1);
    System.arraycopy(array, index + 1, shorter, index, shorter.length - index);
    return shorter;
  }

  private static <T> T[] concat(T[] left, T[] right) {
    final T[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }
}
