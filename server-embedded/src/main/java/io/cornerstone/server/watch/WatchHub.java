package io.cornerstone.server.watch;

import io.cornerstone.protocol.Event;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.mvcc.MvccStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** Placeholder for the interface of watch fan-out; the class itself is the next step. */
public abstract class WatchHub implements AutoCloseable {
  /**
   * @param requestBytesMax etcd's max-request-bytes: a response above it plus 512 KiB is fragmented
   *     where the client asked for that
   * @param progressInterval pause between periodic progress responses; etcd's is 10 minutes
   */
  public record Options(int requestBytesMax, Duration progressInterval) {
    public static final Options DEFAULT = new Options(1_572_864, Duration.ofMinutes(10));
  }

  /**
   * @param apply the thread on which {@link #publish} is called; owns the synced watchers
   * @param catchUp reads history for watchers that are behind
   */
  public static WatchHub create(
      MvccStore store, Executor apply, SerialExecutor catchUp, Options options) {
    throw new IllegalStateException();
  }

  /** A stream of one client. Any thread. */
  public abstract WatchStream open(WatchSink sink);

  /** All events of one revision, right after the store published it. Apply thread only. */
  public abstract void publish(long revision, List<Event> events);

  /**
   * The whole store was replaced by a snapshot: every watcher catches up from where it was. Apply
   * thread only.
   */
  public abstract void replaceStore(MvccStore store);

  @Override
  public abstract void close();
}
