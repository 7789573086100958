package io.cornerstone.client.internal.callback;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callback executor: the one supplied by the user, or a pool of our own.
 *
 * <p>An executor that rejects must not make a call hang, so that what a supplied one rejects goes
 * to our own pool, which is made when it is first needed.
 */
public final class Callbacks implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

  private final @Nullable Executor supplied;
  private final Supplier<? extends ExecutorService> pools;
  private final Object lock = new Object();
  private volatile @Nullable ExecutorService own;
  private volatile boolean closed;

  public Callbacks(@Nullable Executor supplied, Supplier<? extends ExecutorService> pools) {
    this.supplied = supplied;
    this.pools = pools;
  }

  @Override
  public void execute(Runnable task) {
    Executor first = supplied;
    if (first != null) {
      try {
        first.execute(task);
        return;
      } catch (RejectedExecutionException e) {
        LOG.debug("the callback executor rejected a task; running it on the client's own pool", e);
      }
    }
    executeOwn(task);
  }

  /** Lets the own pool finish what it has. */
  public void close() {
    synchronized (lock) {
      closed = true;
      ExecutorService pool = own;
      if (pool != null) {
        pool.shutdown();
      }
    }
  }

  private void executeOwn(Runnable task) {
    try {
      own().execute(task);
    } catch (RejectedExecutionException e) {
      task.run(); // Closed: a late completion is better run here than never.
    }
  }

  private ExecutorService own() {
    ExecutorService pool = own;
    if (pool != null) {
      return pool;
    }
    synchronized (lock) {
      pool = own;
      if (pool == null) {
        pool = pools.get();
        own = pool;
        if (closed) {
          pool.shutdown();
        }
      }
      return pool;
    }
  }
}
