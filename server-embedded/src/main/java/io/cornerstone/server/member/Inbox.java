package io.cornerstone.server.member;

import io.cornerstone.server.peer.MessageSize;
import io.cornerstone.server.raft.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for the raft thread. However much comes in, one turn is scheduled: it takes everything
 * that is there, and while it syncs the disk the next batch gathers. Any thread puts in; the raft
 * thread alone takes out.
 *
 * <p>Bounds: proposals are bounded by {@link PendingProposals}, reads by {@link OpenCalls}, and
 * messages of peers here, by dropping them.
 */
final class Inbox {
  static final int MESSAGES_MAX = 4096;
  static final long MESSAGE_BYTES_MAX = 128L << 20;

  /** A message and who sent it. */
  record Received(long from, Message message) {}

  private final Queue<Proposal> proposals = new ConcurrentLinkedQueue<>();
  private final Queue<Received> messages = new ConcurrentLinkedQueue<>();
  private final Queue<PendingRead<?>> reads = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger messageCount = new AtomicInteger();
  private final AtomicLong messageBytes = new AtomicLong();
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private final Executor executor;
  private final Runnable turn;

  Inbox(Executor executor, Runnable turn) {
    this.executor = executor;
    this.turn = turn;
  }

  void propose(Proposal proposal) {
    proposals.add(proposal);
    wake();
  }

  void read(PendingRead<?> read) {
    reads.add(read);
    wake();
  }

  void received(long from, List<Message> batch) {
    for (Message message : batch) {
      final long bytes = MessageSize.of(message);
      final boolean tooMany = messageCount.incrementAndGet() > MESSAGES_MAX;
      if (messageBytes.addAndGet(bytes) > MESSAGE_BYTES_MAX || tooMany) {
        messageCount.decrementAndGet();
        messageBytes.addAndGet(-bytes);
        break;
      }
      messages.add(new Received(from, message));
    }
    wake();
  }

  /** Runs a task in the next turn, before anything else. */
  void task(Runnable task) {
    tasks.add(task);
    wake();
  }

  /** First thing in a turn: what comes from now on schedules the next one. */
  void turnBegins() {
    isScheduled.set(false);
  }

  void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  List<Received> takeMessages() {
    final List<Received> taken = takeAll(messages);
    messageCount.addAndGet(-taken.size());
    messageBytes.addAndGet(-taken.stream().mapToLong(one -> MessageSize.of(one.message())).sum());
    return taken;
  }

  List<Proposal> takeProposals() {
    return takeAll(proposals);
  }

  List<PendingRead<?>> takeReads() {
    return takeAll(reads);
  }

  private static <T> List<T> takeAll(Queue<T> queue) {
    final List<T> taken = new ArrayList<>();
    for (T item = queue.poll(); item != null; item = queue.poll()) {
      taken.add(item);
    }
    return taken;
  }

  private void wake() {
    if (isScheduled.compareAndSet(false, true)) {
      executor.execute(turn);
    }
  }
}
