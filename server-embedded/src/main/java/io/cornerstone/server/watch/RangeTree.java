package io.cornerstone.server.watch;

import com.google.protobuf.ByteString;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An interval tree over key ranges {@code [key, rangeEnd)}; an empty end is beyond every key.
 *
 * <p>A balanced (AVL) tree ordered by start, then end, in which every subtree knows the greatest
 * end in it (Cormen et al., Introduction to Algorithms, "Interval trees"): a lookup skips subtrees
 * that end before the key and those that start after it.
 */
final class RangeTree {
  private @Nullable Node root;

  /** One distinct range and the watchers of it. */
  private static final class Node {
    final ByteString key;
    final ByteString end;
    @Nullable Watcher head;
    @Nullable Node left;
    @Nullable Node right;
    int height = 1;
    ByteString endMax;

    Node(ByteString key, ByteString end) {
      this.key = key;
      this.end = end;
      this.endMax = end;
    }

    void update() {
      height = 1 + Math.max(height(left), height(right));
      endMax = end;
      raiseEndMax(left);
      raiseEndMax(right);
    }

    private void raiseEndMax(@Nullable Node child) {
      if (child != null && compareEnds(child.endMax, endMax) > 0) {
        endMax = child.endMax;
      }
    }
  }

  void add(Watcher watcher, ByteString end) {
    Node node = find(watcher.key, end);
    if (node == null) {
      node = new Node(watcher.key, end);
      root = insert(root, node);
    }
    node.head = WatcherIndex.push(node.head, watcher);
  }

  /** Takes out a watcher that is in this tree. */
  void remove(Watcher watcher, ByteString end) {
    if (watcher.previous != null) {
      WatcherIndex.unlink(watcher);
      return;
    }
    Node node = find(watcher.key, end);
    if (node == null || node.head != watcher) {
      throw new IllegalArgumentException("the watcher is not in this index");
    }
    node.head = WatcherIndex.unlink(watcher);
    if (node.head == null) {
      root = delete(root, node);
    }
  }

  void forEachMatch(ByteString key, Consumer<Watcher> visitor) {
    visit(root, key, visitor);
  }

  /** How many levels the tree has. */
  int height() {
    return height(root);
  }

  private static void visit(@Nullable Node node, ByteString key, Consumer<Watcher> visitor) {
    if (node == null || !endsAfter(node.endMax, key)) {
      return;
    }
    visit(node.left, key, visitor);
    if (Keys.compare(node.key, key) > 0) {
      return; // All to the right start later still.
    }
    if (endsAfter(node.end, key)) {
      WatcherIndex.forEach(node.head, visitor);
    }
    visit(node.right, key, visitor);
  }

  private @Nullable Node find(ByteString key, ByteString end) {
    Node node = root;
    while (node != null) {
      int order = compare(key, end, node);
      if (order == 0) {
        return node;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  private static Node insert(@Nullable Node node, Node added) {
    if (node == null) {
      return added;
    }
    if (compare(added.key, added.end, node) < 0) {
      node.left = insert(node.left, added);
    } else {
      node.right = insert(node.right, added);
    }
    return balance(node);
  }

  private static @Nullable Node delete(@Nullable Node node, Node gone) {
    if (node == null) {
      return null;
    }
    if (node != gone) {
      if (compare(gone.key, gone.end, node) < 0) {
        node.left = delete(node.left, gone);
      } else {
        node.right = delete(node.right, gone);
      }
      return balance(node);
    }
    if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    }
    Node successor = first(node.right);
    successor.right = deleteFirst(node.right);
    successor.left = node.left;
    return balance(successor);
  }

  private static Node first(Node node) {
    Node first = node;
    while (first.left != null) {
      first = first.left;
    }
    return first;
  }

  private static @Nullable Node deleteFirst(Node node) {
    if (node.left == null) {
      return node.right;
    }
    node.left = deleteFirst(node.left);
    return balance(node);
  }

  private static Node balance(Node node) {
    node.update();
    if (lean(node) > 1 && node.left != null) {
      if (lean(node.left) < 0) {
        node.left = rotateLeft(node.left);
      }
      return rotateRight(node);
    }
    if (lean(node) < -1 && node.right != null) {
      if (lean(node.right) > 0) {
        node.right = rotateRight(node.right);
      }
      return rotateLeft(node);
    }
    return node;
  }

  private static Node rotateLeft(Node node) {
    Node up = node.right;
    if (up == null) {
      return node;
    }
    node.right = up.left;
    up.left = node;
    node.update();
    up.update();
    return up;
  }

  private static Node rotateRight(Node node) {
    Node up = node.left;
    if (up == null) {
      return node;
    }
    node.left = up.right;
    up.right = node;
    node.update();
    up.update();
    return up;
  }

  private static int lean(Node node) {
    return height(node.left) - height(node.right);
  }

  private static int height(@Nullable Node node) {
    return node == null ? 0 : node.height;
  }

  private static int compare(ByteString key, ByteString end, Node node) {
    int byKey = Keys.compare(key, node.key);
    return byKey != 0 ? byKey : compareEnds(end, node.end);
  }

  private static int compareEnds(ByteString left, ByteString right) {
    if (left.isEmpty() || right.isEmpty()) {
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    return Keys.compare(left, right);
  }

  private static boolean endsAfter(ByteString end, ByteString key) {
    return end.isEmpty() || Keys.compare(end, key) > 0;
  }
}
