package io.cornerstone.client.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.CompactedException;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.fake.FakeKv;
import io.cornerstone.client.fake.Steps;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.watch.ResyncOptions;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ResyncingWatcherTest {
  private final Steps steps = new Steps();
  private final Steps later = new Steps();
  private final FakeKv kv = new FakeKv(steps);
  private final List<Plain> plain = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  @Test
  void aGapIsFilledFromAListAndTheWatchGoesOnBehindIt() {
    kv.write("a", "1");
    kv.write("b", "1");
    ResyncingWatcher watcher = watcher(ResyncOptions.DEFAULT, 2);
    assertThat(plain.get(0).from).isEqualTo(2);
    plain.get(0).created.complete(3L);
    plain.get(0).listener.onEvents(new WatchBatch(Header.NONE, List.of(put("a", 2), put("b", 3))));
    kv.write("a", "2");
    kv.remove("b");
    kv.write("c", "1");
    plain.get(0).listener.onClosed(new WatchEnd.Compacted(4, 6));
    steps.run();
    assertThat(heard)
        .containsExactly(
            "put a at 2",
            "put b at 3",
            "synthetic put a at 4",
            "synthetic put c at 6",
            "synthetic delete b at 6",
            "progress 6");
    assertThat(plain.get(1).from).isEqualTo(7);
    assertThat(watcher.nextRevision()).isEqualTo(7);
    assertThat(watcher.created()).isCompletedWithValue(3L);
    assertThat(kv.gets).containsExactly("\0 at 0", "\0 at 6");
    plain.get(1).listener.onEvents(new WatchBatch(Header.NONE, List.of(put("d", 7))));
    assertThat(heard).endsWith("put d at 7");
    assertThat(watcher.ended()).isNotDone();
  }

  @Test
  void aListThatFailsInPassingIsTriedAgainAfterAPause() {
    watcher(ResyncOptions.DEFAULT, 2);
    kv.failNext(new EtcdException(StatusCode.UNAVAILABLE, null, "away"));
    plain.get(0).listener.onClosed(new WatchEnd.Compacted(2, 5));
    steps.run();
    assertThat(plain).hasSize(1);
    assertThat(later.isEmpty()).isFalse();
    kv.failNext(new CompactedException(StatusCode.OUT_OF_RANGE, 1, "compacted under the list"));
    later.run();
    steps.run();
    later.run();
    steps.run();
    assertThat(plain).hasSize(2);
    assertThat(heard).containsExactly("progress 1");
  }

  @Test
  void aListThatIsRefusedEndsTheWatcher() {
    ResyncingWatcher watcher = watcher(ResyncOptions.DEFAULT, 2);
    kv.failNext(
        new EtcdException(StatusCode.PERMISSION_DENIED, EtcdError.PERMISSION_DENIED, "denied"));
    plain.get(0).listener.onClosed(new WatchEnd.Compacted(2, 5));
    steps.run();
    WatchEnd end = new WatchEnd.Refused("denied", Optional.of(EtcdError.PERMISSION_DENIED));
    assertThat(heard).containsExactly(end.toString());
    assertThat(watcher.ended()).isCompletedWithValue(end);
    assertThat(watcher.created()).isCompletedExceptionally();
  }

  @Test
  void moreKeysThanMayBeKeptEndTheWatcherAsCompacted() {
    kv.write("a", "1");
    kv.write("b", "1");
    watcher(ResyncOptions.DEFAULT.withKeysMax(1), 2);
    WatchEnd gap = new WatchEnd.Compacted(2, 3);
    plain.get(0).listener.onClosed(gap);
    steps.run();
    assertThat(heard).containsExactly(gap.toString());
  }

  @Test
  void closingAtAnyMomentEndsTheWatcherOnce() {
    ResyncingWatcher before = watcher(ResyncOptions.DEFAULT, 2);
    before.close();
    steps.run();
    assertThat(heard).containsExactly("Closed[]");

    heard.clear();
    ResyncingWatcher during = watcher(ResyncOptions.DEFAULT, 2);
    plain.get(1).listener.onClosed(new WatchEnd.Compacted(2, 5));
    during.close();
    steps.run();
    later.run();
    steps.run();
    assertThat(heard).containsExactly("Closed[]");
    assertThat(plain).hasSize(2);

    heard.clear();
    kv.failNext(new EtcdException(StatusCode.UNAVAILABLE, null, "away"));
    ResyncingWatcher pausing = watcher(ResyncOptions.DEFAULT, 2);
    plain.get(2).listener.onClosed(new WatchEnd.Compacted(2, 5));
    steps.run();
    pausing.close();
    later.run();
    steps.run();
    assertThat(heard).containsExactly("Closed[]");
    assertThat(plain).hasSize(3);
  }

  @Test
  void aListenerThatThrowsAtAResyncIsStillServed() {
    kv.write("a", "1");
    Source source = new Source();
    List<Long> progress = new ArrayList<>();
    WatchListener throwing =
        new WatchListener() {
          @Override
          public void onEvents(WatchBatch batch) {
            throw new IllegalStateException("made up: a listener that throws");
          }

          @Override
          public void onProgress(long revision) {
            progress.add(revision);
          }

          @Override
          public void onClosed(WatchEnd end) {}
        };
    new ResyncingWatcher(
            source,
            KeyRange.all(),
            WatchOptions.DEFAULT,
            new KnownKeys(ResyncOptions.DEFAULT),
            throwing)
        .start(1);
    plain.get(0).listener.onClosed(new WatchEnd.Compacted(1, 2));
    steps.run();
    assertThat(progress).containsExactly(2L);
    assertThat(plain).hasSize(2);
  }

  private ResyncingWatcher watcher(ResyncOptions options, long from) {
    return new ResyncingWatcher(
            new Source(), KeyRange.all(), WatchOptions.DEFAULT, new KnownKeys(options), new Heard())
        .start(from);
  }

  private static WatchEvent put(String key, long revision) {
    return new WatchEvent.Put(
        new KeyValue(Bytes.of(key), Bytes.of("x"), revision, revision, 1, LeaseId.NONE),
        Optional.empty());
  }

  private final class Source implements ResyncingWatcher.Source {
    @Override
    public Watcher watch(long startRevision, WatchListener listener) {
      Plain started = new Plain(startRevision, listener);
      plain.add(started);
      return started;
    }

    @Override
    public Kv kv() {
      return kv;
    }

    @Override
    public Executor callbacks() {
      return steps;
    }

    @Override
    public void resynced(long revision, int events) {}

    @Override
    public Executor later() {
      return later;
    }
  }

  private static final class Plain implements Watcher {
    final CompletableFuture<Long> created = new CompletableFuture<>();
    final long from;
    final WatchListener listener;

    Plain(long from, WatchListener listener) {
      this.from = from;
      this.listener = listener;
    }

    @Override
    public CompletableFuture<Long> created() {
      return created;
    }

    @Override
    public CompletableFuture<WatchEnd> ended() {
      return new CompletableFuture<>();
    }

    @Override
    public long nextRevision() {
      return from;
    }

    @Override
    public void close() {
      listener.onClosed(new WatchEnd.Closed());
    }
  }

  private final class Heard implements WatchListener {
    @Override
    public void onEvents(WatchBatch batch) {
      for (WatchEvent event : batch.events()) {
        heard.add(
            (event.isSynthetic() ? "synthetic " : "")
                + (event instanceof WatchEvent.Put ? "put " : "delete ")
                + event.key().utf8()
                + " at "
                + event.modRevision());
      }
    }

    @Override
    public void onProgress(long revision) {
      heard.add("progress " + revision);
    }

    @Override
    public void onClosed(WatchEnd end) {
      heard.add(end.toString());
    }
  }
}
