package io.cornerstone.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.cornerstone.client.kv.KeyValue;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;

/** A subscriber that asks for nothing by itself. */
final class SeenKeys implements Flow.Subscriber<KeyValue> {
  final BlockingQueue<String> items = new LinkedBlockingQueue<>();
  final BlockingQueue<String> values = new LinkedBlockingQueue<>();
  final CompletableFuture<Void> end = new CompletableFuture<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

  Flow.Subscription subscription() {
    return subscription.join();
  }

  List<String> keys(int count) throws InterruptedException {
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      keys[i] = String.valueOf(items.poll(20, SECONDS));
    }
    return List.of(keys);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
  }

  @Override
  public void onNext(KeyValue item) {
    values.add(item.value().utf8());
    items.add(item.key().utf8());
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
