package io.cornerstone.benchmarks.jetcd;

import io.cornerstone.benchmarks.LoadedClient;
import io.cornerstone.benchmarks.PeerLoad;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** jetcd as it comes, with one endpoint. */
@SuppressWarnings("NullAway") // It does not read the nullness of type arguments from class files.
public final class JetcdPeer implements LoadedClient {
  private static final WatchOption TELL_WHEN_CREATED =
      WatchOption.builder().withCreateNotify(true).build();

  private final Client client;
  private final KV kv;
  private final Watch watch;

  private JetcdPeer(String endpoint) {
    this.client = Client.builder().endpoints(endpoint).build();
    this.kv = client.getKVClient();
    this.watch = client.getWatchClient();
  }

  /** Runs the load; arguments as the comparison passes them. */
  public static void main(String[] arguments) throws InterruptedException {
    PeerLoad.run(JetcdPeer::new, arguments);
  }

  @Override
  public void put(byte[] key, byte[] value, Consumer<@Nullable Throwable> answered) {
    kv.put(ByteSequence.from(key), ByteSequence.from(value))
        .whenComplete((done, failure) -> answered.accept(failure));
  }

  @Override
  public void get(byte[] key, Consumer<@Nullable Throwable> answered) {
    kv.get(ByteSequence.from(key)).whenComplete((done, failure) -> answered.accept(failure));
  }

  @Override
  public void watch(byte[] key, Runnable created, IntConsumer onEvents) {
    watch.watch(
        ByteSequence.from(key),
        TELL_WHEN_CREATED,
        (WatchResponse response) -> {
          if (response.isCreatedNotify()) {
            created.run();
          } else {
            onEvents.accept(response.getEvents().size());
          }
        });
  }

  @Override
  public void close() {
    client.close();
  }
}
