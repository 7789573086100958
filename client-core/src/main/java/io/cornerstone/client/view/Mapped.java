package io.cornerstone.client.view;

import java.util.concurrent.Flow;
import java.util.function.Function;

/** A subscriber of a view, at the publisher below it. */
record Mapped<A, B>(Flow.Subscriber<? super B> subscriber, Function<? super A, ? extends B> map)
    implements Flow.Subscriber<A> {
  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscriber.onSubscribe(subscription);
  }

  @Override
  public void onNext(A item) {
    subscriber.onNext(map.apply(item));
  }

  @Override
  public void onError(Throwable failure) {
    subscriber.onError(failure);
  }

  @Override
  public void onComplete() {
    subscriber.onComplete();
  }
}
