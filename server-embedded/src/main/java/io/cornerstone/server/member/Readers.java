package io.cornerstone.server.member;

import io.cornerstone.server.env.Scheduler;
import io.cornerstone.server.env.SerialExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The threads for reads that may be long. Any thread gives them work. */
final class Readers implements AutoCloseable {
  private static final int THREADS = 2;

  private final List<SerialExecutor> executors;
  private final AtomicInteger next = new AtomicInteger();
  private final Consumer<Throwable> fault;

  Readers(String memberName, Scheduler scheduler, Consumer<Throwable> fault) {
    this.fault = fault;
    this.executors =
        IntStream.range(0, THREADS)
            .mapToObj(i -> scheduler.serial("read-" + memberName + "-" + i))
            .toList();
  }

  void run(PendingRead<?> read) {
    final int turn = Math.floorMod(next.getAndIncrement(), executors.size());
    executors.get(turn).execute(() -> read.run(fault));
  }

  @Override
  public void close() {
    executors.forEach(SerialExecutor::close);
  }
}
