package io.cornerstone.client.cache;

import io.cornerstone.client.internal.callback.SerialTasks;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a listener is yet to hear. Posted while the cache's lock is held, which decides the order;
 * delivered when it is not, so that a listener that runs at once never runs under the lock.
 */
final class Mailbox<V> {
  private final CacheListener<V> listener;
  private final Queue<Consumer<CacheListener<V>>> posts = new ConcurrentLinkedQueue<>();
  private final SerialTasks tasks;

  Mailbox(CacheListener<V> listener, Executor executor) {
    this.listener = listener;
    this.tasks = new SerialTasks(executor);
  }

  void post(Consumer<CacheListener<V>> post) {
    posts.add(post);
  }

  /** Has what was posted delivered, each post in a task of its own: one that throws stops none. */
  void flush() {
    for (int i = posts.size(); i > 0; i--) {
      tasks.execute(this::deliverOne);
    }
  }

  private void deliverOne() {
    Consumer<CacheListener<V>> post = posts.poll();
    if (post != null) {
      post.accept(listener);
    }
  }
}
