package io.cornerstone.testkit.process;

import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Writes one key after the other, each once, and remembers which were acknowledged and when. After
 * a failure it goes to the next member, as it cannot tell what became of that key.
 */
final class WritingClient implements AutoCloseable {
  private static final Clock CLOCK = Clock.systemUTC();

  /** Short: who writes while a leader is lost shall try again soon, not wait for the lost one. */
  private static final long PUT_DEADLINE_MILLIS = 500;

  private final String prefix;
  private final List<URI> members;
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final ConcurrentSkipListMap<String, String> acknowledged = new ConcurrentSkipListMap<>();
  // Wall milliseconds at which a write began, to those at which it was acknowledged.
  private final ConcurrentSkipListMap<Long, Long> acknowledgedAt = new ConcurrentSkipListMap<>();
  private volatile boolean closed;

  private WritingClient(String prefix, List<URI> members) {
    this.prefix = prefix;
    this.members = members;
  }

  /** Starts to write keys that begin with {@code prefix}. */
  static WritingClient start(String prefix, List<URI> members) {
    WritingClient client = new WritingClient(prefix, List.copyOf(members));
    client.executor.execute(client::run);
    return client;
  }

  static long now() {
    return CLOCK.millis();
  }

  private void run() {
    List<Wire> wires = members.stream().map(Wire::new).toList();
    int member = 0;
    for (int i = 0; !closed; i++) {
      String key = "%s%06d".formatted(prefix, i);
      long begun = now();
      try {
        wires.get(member).put(key, "value of " + key, PUT_DEADLINE_MILLIS);
        acknowledged.put(key, "value of " + key);
        acknowledgedAt.putIfAbsent(begun, now());
      } catch (StatusRuntimeException e) {
        member = (member + 1) % members.size();
      }
    }
    wires.forEach(Wire::close);
  }

  /** What was acknowledged so far. */
  SortedMap<String, String> acknowledged() {
    return new TreeMap<>(acknowledged);
  }

  /** Waits until this many more writes were acknowledged than are now. */
  void awaitMore(int writes, Duration timeout) {
    int goal = acknowledged.size() + writes;
    Until.holds(
        goal + " acknowledged writes",
        timeout,
        () -> acknowledged.size() >= goal,
        () -> acknowledged.size() + " were acknowledged");
  }

  /** From {@code since} until the first acknowledgement of a write that began after it. */
  Duration timeToWriteAfter(long since) {
    return Duration.ofMillis(acknowledgedAt.tailMap(since, false).firstEntry().getValue() - since);
  }

  /** Stops writing, once the write that is under way has ended. */
  @Override
  public void close() {
    closed = true;
    executor.shutdown();
    try {
      if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the writer does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
