package io.cornerstone.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.EtcdException;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.fake.FakeKeyspace;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.protocol.StatusCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedTest {
  private final FakeKeyspace store = new FakeKeyspace();
  private final List<String> heard = new ArrayList<>();
  private final Feed feed =
      new Feed(store, KeyRange.all(), CacheOptions.DEFAULT.withPageSize(2), new Heard());
  private boolean sinkThrows;

  @Test
  void listsInPagesOfOneRevisionAndWatchesFromTheNext() {
    for (int i = 0; i < 5; i++) {
      store.kv.write("k" + i, "x");
    }
    feed.list();
    store.kv.write("k0", "later");
    store.steps.run();
    assertThat(heard).containsExactly("listed 5 at 6");
    assertThat(store.kv.gets).containsExactly("\0 at 0", "k1\0 at 6", "k3\0 at 6");
    assertThat(store.watchers.get(0).watch().startRevision()).isEqualTo(7);
  }

  @Test
  void aGapInTheHistoryIsFollowedByAnotherList() {
    start();
    store.kv.write("a", "x");
    store.watchers.get(0).listener().onClosed(new WatchEnd.Compacted(2, 5));
    store.steps.run();
    assertThat(heard).containsExactly("listed 0 at 1", "stale", "listed 1 at 2");
    assertThat(store.watchers.get(1).watch().startRevision()).isEqualTo(3);
  }

  @Test
  void aListThatIsRefusedFailsIt() {
    store.kv.failNext(new EtcdException(StatusCode.PERMISSION_DENIED, null, "denied"));
    start();
    assertThat(heard).containsExactly("failed denied");
    assertThat(store.watchers).isEmpty();
  }

  @Test
  void aSinkThatThrowsEndsIt() {
    start();
    sinkThrows = true;
    store.kv.write("a", "x");
    KeyValue kv = store.kv.now(io.cornerstone.client.Bytes.of("a")).orElseThrow();
    store
        .watchers
        .get(0)
        .listener()
        .onEvents(new WatchBatch(Header.NONE, List.of(new WatchEvent.Put(kv, Optional.empty()))));
    assertThat(heard).containsExactly("listed 0 at 1", "failed made up");
    assertThat(store.watchers.get(0).ended()).isCompleted();
  }

  @Test
  void theEndOfTheClientAndARefusalAreTold() {
    start();
    store.watchers.get(0).listener().onClosed(new WatchEnd.Closed());
    store
        .watchers
        .get(0)
        .listener()
        .onClosed(new WatchEnd.Refused("permission denied", Optional.empty()));
    assertThat(heard).hasSize(3).startsWith("listed 0 at 1", "closed");
    assertThat(heard.get(2)).startsWith("failed").contains("permission denied");
  }

  @Test
  void nothingIsHeardAfterItIsClosed() {
    feed.list();
    feed.close();
    store.steps.run();
    assertThat(heard).isEmpty();
  }

  private void start() {
    feed.list();
    store.steps.run();
  }

  private final class Heard implements Feed.Sink {
    @Override
    public void listed(List<KeyValue> kvs, long revision) {
      heard.add("listed " + kvs.size() + " at " + revision);
    }

    @Override
    public void events(WatchBatch batch) {
      if (sinkThrows) {
        throw new IllegalStateException("made up");
      }
      heard.add("events");
    }

    @Override
    public void progress(long revision) {
      heard.add("progress " + revision);
    }

    @Override
    public void stale(Throwable cause) {
      heard.add("stale");
    }

    @Override
    public void failed(Throwable cause) {
      heard.add("failed " + cause.getMessage());
    }

    @Override
    public void closed() {
      heard.add("closed");
    }
  }
}
