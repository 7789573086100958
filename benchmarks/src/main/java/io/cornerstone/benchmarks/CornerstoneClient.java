package io.cornerstone.benchmarks;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Our client. Continuations run on the thread that received the answer, so that the load itself
 * costs little.
 */
final class CornerstoneClient implements LoadedClient {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private final Client client;

  CornerstoneClient(List<String> endpoints) {
    this.client =
        Client.connect(
            ClientConfig.DEFAULT
                .withEndpoints(endpoints)
                .withCallTimeout(CALL_TIMEOUT)
                .withCallbackExecutor(Runnable::run));
  }

  @Override
  public void put(byte[] key, byte[] value, Consumer<@Nullable Throwable> answered) {
    client
        .kv()
        .put(Bytes.of(key), Bytes.of(value))
        .whenComplete((done, failure) -> answered.accept(failure));
  }

  @Override
  public void get(byte[] key, Consumer<@Nullable Throwable> answered) {
    client.kv().get(Bytes.of(key)).whenComplete((done, failure) -> answered.accept(failure));
  }

  @Override
  public void watch(byte[] key, Runnable created, IntConsumer onEvents) {
    client
        .watch()
        .key(Bytes.of(key))
        .listen(event -> onEvents.accept(1))
        .created()
        .thenRun(created);
  }

  @Override
  public void close() {
    client.close();
  }
}
