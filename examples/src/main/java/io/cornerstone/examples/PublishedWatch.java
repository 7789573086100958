package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEvent;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * Shows a watch as {@link Flow.Publisher}: the subscriber asks for the next batch when it is done
 * with the last. However slow it is, nothing is dropped; what it has not asked for waits at the
 * server.
 */
public final class PublishedWatch {
  private static final int EVENTS = 100;

  private PublishedWatch() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(PublishedWatch::run, endpoints);
  }

  static void run(Client client, PrintStream out) throws Exception {
    long before = client.kv().put(Bytes.of("jobs"), Bytes.EMPTY).join().revision();
    for (int i = 1; i <= EVENTS; i++) {
      client.kv().put(Bytes.of("jobs/" + i), Bytes.EMPTY).join();
    }
    OneByOne subscriber = new OneByOne();
    // From the first job on, with room for two batches that nobody has asked for yet.
    client.watch().prefix("jobs/").from(before + 1).publish(2).subscribe(subscriber);
    if (!subscriber.done.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("after " + subscriber.last + " nothing came");
    }
    out.println(EVENTS + " events in order, the last is " + subscriber.last);
  }

  /** Signals come one after the other, so that the fields need no lock. */
  private static final class OneByOne implements Flow.Subscriber<WatchBatch> {
    private final CountDownLatch done = new CountDownLatch(1);
    private Flow.Subscription subscription = new NoSubscription();
    private int count;
    private volatile String last = "nothing";

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(WatchBatch batch) {
      for (WatchEvent event : batch.events()) {
        count++;
        if (!event.key().utf8().equals("jobs/" + count)) {
          throw new IllegalStateException("expected job " + count + ", not " + event.key());
        }
        last = event.key().utf8();
      }
      if (count == EVENTS) {
        subscription.cancel();
        done.countDown();
      } else {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable failure) {
      last = failure.toString();
      done.countDown();
    }

    @Override
    public void onComplete() {
      done.countDown();
    }
  }

  private record NoSubscription() implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
