package io.cornerstone.client.internal.callback;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on another executor, one after the other and in order. Tasks that come while others
 * run cost that executor nothing.
 *
 * <p>A linked list of which only the last element is known here: who appends to nothing starts a
 * turn, which follows the links and ends when it has taken the last element away. There are as many
 * of these as watchers, so that an idle one is one small object.
 */
public final class SerialTasks implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialTasks.class);
  private static final AtomicReferenceFieldUpdater<SerialTasks, Link> LAST =
      AtomicReferenceFieldUpdater.newUpdater(SerialTasks.class, Link.class, "last");

  private final Executor delegate;
  private final int turnMax;

  @SuppressWarnings("UnusedVariable") // Used through the updater.
  private volatile @Nullable Link last; // Null exactly while no turn is under way.

  private static final class Link {
    final Runnable task;
    volatile @Nullable Link next;

    Link(Runnable task) {
      this.task = task;
    }
  }

  public SerialTasks(Executor delegate) {
    this(delegate, Integer.MAX_VALUE);
  }

  /**
   * With turns, for an executor that has other work.
   *
   * @param turnMax after how many tasks the thread goes back to the executor, which must not run
   *     tasks on the thread that hands them in
   */
  public SerialTasks(Executor delegate, int turnMax) {
    this.delegate = delegate;
    this.turnMax = turnMax;
  }

  @Override
  public void execute(Runnable task) {
    Link link = new Link(task);
    @Nullable Link before = LAST.getAndSet(this, link);
    if (before == null) {
      delegate.execute(() -> run(link));
    } else {
      before.next = link;
    }
  }

  private void run(Link first) {
    Link link = first;
    for (int done = 0; done < turnMax; done++) {
      runLogged(link.task);
      if (link.next == null && LAST.compareAndSet(this, link, null)) {
        return;
      }
      link = behind(link);
    }
    Link rest = link;
    delegate.execute(() -> run(rest));
  }

  /** The next one, which may be known as the last before it is linked. */
  private static Link behind(Link link) {
    Link next = link.next;
    while (next == null) {
      Thread.onSpinWait();
      next = link.next;
    }
    return next;
  }

  /** Whatever a task throws, those after it still run. */
  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a task threw; the next ones still run", e);
    }
  }
}
