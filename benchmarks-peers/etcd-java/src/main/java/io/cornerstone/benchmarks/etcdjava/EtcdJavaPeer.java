package io.cornerstone.benchmarks.etcdjava;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import com.ibm.etcd.client.EtcdClient;
import com.ibm.etcd.client.KvStoreClient;
import com.ibm.etcd.client.kv.KvClient;
import com.ibm.etcd.client.kv.WatchUpdate;
import io.cornerstone.benchmarks.LoadedClient;
import io.cornerstone.benchmarks.PeerLoad;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** etcd-java with one endpoint; its callbacks run on the thread that received the answer. */
@SuppressWarnings("NullAway") // It does not read the nullness of type arguments from class files.
public final class EtcdJavaPeer implements LoadedClient {
  private final KvStoreClient client;
  private final KvClient kv;

  private EtcdJavaPeer(String endpoint) {
    URI url = URI.create(endpoint);
    this.client =
        EtcdClient.forEndpoint(url.getHost(), url.getPort())
            .withPlainText()
            .withUserExecutor(MoreExecutors.directExecutor())
            .build();
    this.kv = client.getKvClient();
  }

  /** Runs the load; arguments as the comparison passes them. */
  public static void main(String[] arguments) throws InterruptedException {
    PeerLoad.run(EtcdJavaPeer::new, arguments);
  }

  @Override
  public void put(byte[] key, byte[] value, Consumer<@Nullable Throwable> answered) {
    tell(kv.put(ByteString.copyFrom(key), ByteString.copyFrom(value)).async(), answered);
  }

  @Override
  public void get(byte[] key, Consumer<@Nullable Throwable> answered) {
    tell(kv.get(ByteString.copyFrom(key)).async(), answered);
  }

  private static <T> void tell(ListenableFuture<T> answer, Consumer<@Nullable Throwable> answered) {
    Futures.addCallback(
        answer,
        new FutureCallback<T>() {
          @Override
          public void onSuccess(T result) {
            answered.accept(null);
          }

          @Override
          public void onFailure(Throwable failure) {
            answered.accept(failure);
          }
        },
        MoreExecutors.directExecutor());
  }

  @Override
  public void watch(byte[] key, Runnable created, IntConsumer onEvents) {
    KvClient.Watch watch =
        kv.watch(ByteString.copyFrom(key))
            .start(
                new StreamObserver<WatchUpdate>() {
                  @Override
                  public void onNext(WatchUpdate update) {
                    onEvents.accept(update.getEvents().size());
                  }

                  @Override
                  public void onError(Throwable failure) {}

                  @Override
                  public void onCompleted() {}
                });
    watch.addListener(created, MoreExecutors.directExecutor());
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
