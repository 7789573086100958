package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.ctl.run.Console;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.GoQuote;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Writes many random keys under a prefix that is empty before and after. */
final class LoadRun {
  private static final Duration CLEAN_UP = Duration.ofSeconds(30);
  private static final int RANDOM_BYTES = 8;

  private final Context context;
  private final Client client;
  private final Bytes prefix;
  private final int clients;
  private final Semaphore permits;
  private final LoadReport report = new LoadReport();
  private final SplittableRandom random;

  /**
   * A run.
   *
   * @param clients how many writes may be under way at once
   */
  LoadRun(Context context, String prefix, int clients) {
    this.context = context;
    this.client = context.client();
    this.prefix = Bytes.of(prefix);
    this.clients = clients;
    this.permits = new Semaphore(clients);
    this.random = new SplittableRandom(context.console().nanos());
  }

  LoadReport report() {
    return report;
  }

  /** Ends the command if there is a key under the prefix already. */
  void checkEmpty() {
    GetResult found =
        context.await(client.kv().get(KeyRange.prefix(prefix), GetOptions.DEFAULT.withLimit(1)));
    if (!found.kvs().isEmpty()) {
      throw new Failure(
          Failure.BAD_INPUT,
          "prefix %s has keys. Delete with ctl del --prefix %s first"
              .formatted(GoQuote.of(prefix), prefix.utf8()));
    }
  }

  /** Starts one write, once fewer than the most are under way. */
  void write(int keyBytes, int valueBytes) {
    permits.acquireUninterruptibly();
    byte[] key = new byte[keyBytes];
    for (int i = 0; i < RANDOM_BYTES; i++) {
      key[i] = (byte) random.nextInt();
    }
    Console console = context.console();
    long sentAt = console.nanos();
    CompletableFuture<PutResult> unused =
        client
            .kv()
            .put(prefix.concat(Bytes.of(key)), Bytes.of(new byte[valueBytes]))
            .whenComplete((result, failure) -> done(console.nanos() - sentAt, failure));
  }

  private void done(long nanos, @Nullable Throwable failure) {
    if (failure == null) {
      report.succeeded(nanos / 1e9);
    } else {
      report.failed(context.reason(failure));
    }
    permits.release();
  }

  /** Waits until no write is under way. */
  void awaitAll() {
    permits.acquireUninterruptibly(clients);
    permits.release(clients);
  }

  /** Waits until a time of the console's clock. */
  void awaitTime(long nanos) {
    for (long left = left(nanos); left > 0; left = left(nanos)) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
    }
  }

  private long left(long nanos) {
    return nanos - context.console().nanos();
  }

  /** Deletes what was written, and compacts and defragments if that is wanted. */
  void cleanUp(boolean compact, boolean defragment) {
    long revision =
        context.await(client.kv().withTimeout(CLEAN_UP).delete(KeyRange.prefix(prefix))).revision();
    if (compact) {
      context.printLine("Compacting with revision " + revision);
      context.await(client.kv().withTimeout(CLEAN_UP).compact(revision));
      context.printLine("Compacted with revision " + revision);
    }
    if (defragment) {
      context.options().endpoints().forEach(this::defragment);
    }
  }

  private void defragment(String endpoint) {
    context.printLine("Defragmenting " + GoQuote.of(endpoint));
    try {
      client
          .maintenance()
          .withTimeout(CLEAN_UP)
          .defragment(context.options().withScheme(endpoint))
          .join();
    } catch (CompletionException e) {
      throw context.failure(e);
    }
    context.printLine("Defragmented " + GoQuote.of(endpoint));
  }
}
