package io.cornerstone.server.watch;

import static io.cornerstone.server.watch.HubFixture.bytes;
import static io.cornerstone.server.watch.HubFixture.cancel;
import static io.cornerstone.server.watch.HubFixture.create;
import static io.cornerstone.server.watch.HubFixture.progress;
import static io.cornerstone.server.watch.HubFixture.watchKey;
import static io.cornerstone.server.watch.HubFixture.watchRange;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchCreateRequest.FilterType;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchHubTest {
  private final HubFixture at = new HubFixture();
  private final RecordingSink sink = new RecordingSink();
  private final WatchStream stream = at.hub.open(sink);

  private List<String> ask(WatchRequest request) {
    stream.request(request);
    at.settle();
    return sink.takeText();
  }

  private List<String> watch(WatchCreateRequest.Builder request) {
    return ask(create(request));
  }

  @Test
  void answersBeforeTheFirstEvent() {
    at.put("a", "1");
    assertThat(watch(watchKey("a"))).containsExactly("#0@2 created");
    at.put("a", "2");
    at.put("b", "3");
    at.delete("a");
    assertThat(sink.takeText()).containsExactly("#0@3 a=2/3", "#0@5 -a/5");
  }

  @Test
  void aTombstoneHasKeyAndRevisionOnly() {
    watch(watchKey("a"));
    at.put("a", "1");
    at.delete("a");
    WatchResponse last = sink.all().get(2);
    assertThat(last.getEvents(0).getKv().toBuilder().clearKey().clearModRevision().build())
        .isEqualTo(io.cornerstone.protocol.KeyValue.getDefaultInstance());
  }

  @Test
  void picksFreeIdsAndTakesGivenOnes() {
    assertThat(watch(watchKey("a"))).containsExactly("#0@1 created");
    assertThat(watch(watchKey("a").setWatchId(2))).containsExactly("#2@1 created");
    assertThat(watch(watchKey("a").setWatchId(-5))).containsExactly("#-5@1 created");
    assertThat(watch(watchKey("a"))).containsExactly("#1@1 created");
    assertThat(watch(watchKey("a"))).containsExactly("#3@1 created");
    assertThat(watch(watchKey("a").setWatchId(2)))
        .containsExactly(
            "#-1@1 created canceled (mvcc: duplicate watch ID provided on the WatchStream)");
    assertThat(ask(cancel(2))).containsExactly("#2@1 canceled");
    assertThat(watch(watchKey("a").setWatchId(2))).containsExactly("#2@1 created");
  }

  @Test
  void refusesAnEmptyRange() {
    String refused = "#-1@1 created canceled (mvcc: watcher range is empty)";
    assertThat(watch(watchRange("b", "b"))).containsExactly(refused);
    assertThat(watch(watchRange("b", "a"))).containsExactly(refused);
    assertThat(watch(watchKey("b"))).containsExactly("#0@1 created");
  }

  @Test
  void refusesANegativeStart() {
    assertThat(watch(watchKey("a").setStartRevision(-1)))
        .containsExactly(
            "#-1@1 created canceled (etcdserver: mvcc: required revision has been compacted)");
  }

  @Test
  void replaysFromAPastRevisionAndGoesOn() {
    at.put("a", "1");
    at.put("b", "2");
    at.put("a", "3");
    assertThat(watch(watchKey("a").setStartRevision(2)))
        .containsExactly("#0@4 created", "#0@4 a=1/2 a=3/4");
    at.put("a", "4");
    assertThat(sink.takeText()).containsExactly("#0@5 a=4/5");
  }

  @Test
  void startsInTheFuture() {
    assertThat(watch(watchKey("a").setStartRevision(4))).containsExactly("#0@1 created");
    at.put("a", "1");
    at.put("a", "2");
    assertThat(sink.takeText()).isEmpty();
    at.put("a", "3");
    assertThat(sink.takeText()).containsExactly("#0@4 a=3/4");
  }

  @Test
  void aResponseHoldsAtMostThousandRevisions() {
    for (int i = 0; i < 2500; i++) {
      at.put("a", "v");
    }
    stream.request(create(watchKey("a").setStartRevision(1)));
    at.settle();
    assertThat(sink.all().stream().map(WatchResponse::getEventsCount))
        .containsExactly(0, 999, 1000, 501);
  }

  @Test
  void replayEndsAResponseWithTheRevisionThatMakesItLarge() {
    String large = "x".repeat(700_000);
    for (int i = 0; i < 5; i++) {
      at.put("a", large);
    }
    stream.request(create(watchKey("a").setStartRevision(1)));
    at.settle();
    assertThat(sink.all().stream().map(WatchResponse::getEventsCount)).containsExactly(0, 3, 2);
  }

  @Test
  void cancelsWhatIsCompacted() {
    at.put("a", "1");
    at.put("a", "2");
    at.put("a", "3");
    at.store.compact(3);
    assertThat(watch(watchKey("a").setStartRevision(2)))
        .containsExactly("#0@4 created", "#0@0 canceled compacted=3");
    assertThat(watch(watchKey("a").setStartRevision(3).setWatchId(0)))
        .containsExactly("#1@4 created", "#1@4 a=2/3 a=3/4");
    assertThat(ask(cancel(0))).isEmpty();
  }

  @Test
  void aBlockedWatcherMayFallBehindACompaction() {
    watch(watchKey("a"));
    sink.setReady(false);
    at.put("a", "1");
    at.put("a", "2");
    at.store.compact(3);
    at.settle();
    sink.setReady(true);
    stream.ready();
    at.settle();
    assertThat(sink.takeText()).containsExactly("#0@0 canceled compacted=3");
    at.put("a", "3");
    assertThat(sink.takeText()).isEmpty();
  }

  @Test
  void understandsAllFormsOfRanges() {
    watch(watchRange("b", "c"));
    watch(watchRange("b", "\0"));
    watch(watchRange("\0", "\0"));
    watch(WatchCreateRequest.newBuilder().setRangeEnd(bytes("\0")));
    at.put("a", "1");
    at.put("bz", "2");
    at.put("c", "3");
    assertThat(sink.takeText())
        .containsExactlyInAnyOrder(
            "#2@2 a=1/2",
            "#3@2 a=1/2",
            "#0@3 bz=2/3",
            "#1@3 bz=2/3",
            "#2@3 bz=2/3",
            "#3@3 bz=2/3",
            "#1@4 c=3/4",
            "#2@4 c=3/4",
            "#3@4 c=3/4");
  }

  @Test
  void filtersEventsAndSendsNothingIfNoneIsLeft() {
    watch(watchKey("a").addFilters(FilterType.NOPUT));
    watch(watchKey("a").addFilters(FilterType.NODELETE));
    at.put("a", "1");
    at.delete("a");
    assertThat(sink.takeText()).containsExactly("#1@2 a=1/2", "#0@3 -a/3");
    assertThat(watch(watchKey("a").addFilters(FilterType.NOPUT).setStartRevision(2)))
        .containsExactly("#2@3 created", "#2@3 -a/3");
  }

  @Test
  void tellsTheVersionBefore() {
    watch(watchKey("a").setPrevKv(true));
    at.put("a", "1");
    at.put("a", "2");
    at.delete("a");
    at.put("a", "3");
    assertThat(sink.takeText())
        .containsExactly("#0@2 a=1/2", "#0@3 a=2<1/3", "#0@4 -a<2/4", "#0@5 a=3/5");
    at.store.compact(3);
    assertThat(watch(watchKey("a").setPrevKv(true).setStartRevision(3)))
        .containsExactly("#1@5 created", "#1@5 a=2/3 -a<2/4 a=3/5");
  }

  @Test
  void eventsOfOneRevisionComeTogetherAndInOrder() {
    watch(watchRange("a", "z"));
    at.change(
        txn -> {
          txn.put(bytes("c"), bytes("1"), 0);
          txn.put(bytes("a"), bytes("2"), 0);
          txn.deleteRange(bytes("c"), ByteString.EMPTY);
        });
    assertThat(sink.takeText()).containsExactly("#0@2 c=1/2 a=2/2 -c/2");
  }

  @Test
  void oneEventObjectServesAllWatchers() {
    watch(watchKey("a"));
    watch(watchRange("a", "b"));
    watch(watchKey("a").setPrevKv(true));
    watch(watchRange("a", "b").setPrevKv(true));
    at.put("a", "1");
    sink.take();
    at.put("a", "2");
    List<WatchResponse> responses = sink.take();
    assertThat(responses).hasSize(4);
    assertThat(responses.stream().map(response -> System.identityHashCode(response.getEvents(0))))
        .satisfies(objects -> assertThat(objects.stream().distinct()).hasSize(2));
  }

  @Test
  void cutsALargeResponseWhereTheClientWantsIt() {
    HubFixture small =
        new HubFixture(new WatchHub.Options(100, WatchHub.Options.DEFAULT.progressInterval()));
    RecordingSink client = new RecordingSink();
    WatchStream watches = small.hub.open(client);
    watches.request(create(watchRange("a", "z").setFragment(true)));
    watches.request(create(watchRange("a", "z")));
    small.settle();
    client.take();
    small.change(
        txn -> {
          for (int i = 0; i < 5; i++) {
            txn.put(bytes("k" + i), bytes("x".repeat(250_000)), 0);
          }
        });
    List<WatchResponse> parts =
        client.take().stream().filter(response -> response.getWatchId() == 0).toList();
    assertThat(parts.stream().map(WatchResponse::getEventsCount)).containsExactly(2, 2, 1);
    assertThat(parts.stream().map(WatchResponse::getFragment)).containsExactly(true, true, false);
    assertThat(client.all().stream().filter(response -> response.getWatchId() == 1)).hasSize(2);
  }

  @Test
  void cancelsAWatcher() {
    watch(watchKey("a"));
    assertThat(ask(cancel(7))).isEmpty();
    assertThat(ask(cancel(0))).containsExactly("#0@1 canceled");
    at.put("a", "1");
    assertThat(sink.takeText()).isEmpty();
    assertThat(ask(cancel(0))).isEmpty();
  }

  @Test
  void aWatcherCanceledOnItsWayGetsNothingMore() {
    at.put("a", "1");
    stream.request(create(watchKey("a").setStartRevision(1)));
    at.settleApply();
    stream.request(cancel(0));
    at.settleApply();
    stream.request(create(watchKey("b").setWatchId(0)));
    at.settle();
    at.put("a", "2");
    assertThat(sink.takeText()).containsExactly("#0@2 created", "#0@2 canceled", "#1@2 created");
  }

  @Test
  void reportsProgressOnlyIfAllWatchersAreUpToDate() {
    assertThat(ask(progress())).isEmpty();
    at.put("a", "1");
    watch(watchKey("a"));
    assertThat(ask(progress())).containsExactly("#-1@2");
    watch(watchKey("b").setStartRevision(4));
    assertThat(ask(progress())).isEmpty();
    at.put("c", "1");
    at.put("c", "2");
    assertThat(ask(progress())).containsExactly("#-1@4");
    stream.request(create(watchKey("a").setStartRevision(1)));
    stream.request(progress());
    at.settleApply();
    assertThat(sink.takeText()).containsExactly("#2@4 created");
    at.settle();
    sink.take();
    assertThat(ask(progress())).containsExactly("#-1@4");
  }

  @Test
  void aStartAtTheNextRevisionIsStillTheFuture() {
    watch(watchKey("a").setStartRevision(2));
    assertThat(ask(progress())).isEmpty();
    at.put("b", "1");
    assertThat(ask(progress())).containsExactly("#-1@2");
  }

  @Test
  void readsTheStoreOncePerEventHoweverManyWantTheVersionBefore() {
    at.put("a", "1");
    for (int i = 0; i < 50; i++) {
      watch(watchKey("a").setPrevKv(true));
    }
    long before = at.engine.reads();
    at.change(txn -> txn.set(bytes("a"), bytes("2"), 0));
    assertThat(sink.take()).hasSize(50);
    assertThat(at.engine.reads() - before).isEqualTo(1);
  }

  @Test
  void watchersOfOtherKeysCostNothing() {
    for (int i = 0; i < 100_000; i++) {
      stream.request(create(i % 2 == 0 ? watchKey("k" + i) : watchRange("k" + i, "k" + i + "x")));
      at.settle();
    }
    sink.take();
    // Looking at every watcher for every event would be two thousand million looks.
    for (int i = 0; i < 20_000; i++) {
      at.put("other" + i % 100, "v");
    }
    assertThat(sink.take()).isEmpty();
  }

  @Test
  void reportsProgressFromTimeToTimeIfNothingElseCame() {
    watch(watchKey("a").setProgressNotify(true));
    watch(watchKey("b").setProgressNotify(true).setStartRevision(9));
    watch(watchKey("a"));
    at.put("a", "1");
    sink.take();
    at.catchUp.advance(WatchHub.Options.DEFAULT.progressInterval());
    at.settle();
    assertThat(sink.takeText()).isEmpty();
    at.catchUp.advance(WatchHub.Options.DEFAULT.progressInterval());
    at.settle();
    assertThat(sink.takeText()).containsExactly("#0@2");
    at.hub.close();
    at.catchUp.advance(WatchHub.Options.DEFAULT.progressInterval());
    at.settle();
    assertThat(sink.takeText()).isEmpty();
  }

  @Test
  void aSlowClientGetsEverythingLater() {
    watch(watchKey("a"));
    watch(watchKey("b"));
    sink.setReady(false);
    for (int i = 0; i < 300; i++) {
      at.put("a", "v");
      at.settle();
    }
    assertThat(sink.takeText()).isEmpty();
    assertThat(ask(progress())).isEmpty();
    sink.setReady(true);
    at.put("b", "1");
    stream.ready();
    at.settle();
    List<WatchResponse> responses = sink.take();
    assertThat(responses.stream().map(RecordingSink::text).findFirst()).hasValue("#1@302 b=1/302");
    assertThat(responses.get(1).getEventsCount()).isEqualTo(300);
    at.put("a", "w");
    assertThat(sink.takeText()).containsExactly("#0@303 a=w/303");
  }

  @Test
  void closesTheGapOfAWatcherThatArrivesLate() {
    at.put("a", "1");
    stream.request(create(watchKey("a").setStartRevision(1)));
    at.settleApply();
    at.catchUp.runOne();
    at.catchUp.runOne();
    at.put("a", "2");
    at.put("b", "3");
    assertThat(sink.takeText()).containsExactly("#0@2 created", "#0@2 a=1/2");
    at.settleApply();
    assertThat(at.catchUp.hasWork()).isFalse();
    at.put("a", "4");
    assertThat(sink.takeText()).containsExactly("#0@4 a=2/3", "#0@5 a=4/5");
  }

  @Test
  void goesOnInAnotherStore() {
    watch(watchKey("a"));
    watch(watchKey("b").setStartRevision(20));
    at.put("a", "1");
    sink.take();
    HubFixture other = new HubFixture();
    other.put("a", "1");
    other.put("a", "2");
    other.put("a", "3");
    at.hub.replaceStore(other.store);
    at.engine.abort();
    at.store = other.store;
    at.settle();
    assertThat(sink.takeText()).containsExactly("#0@4 a=2/3 a=3/4");
    at.put("a", "4");
    assertThat(sink.takeText()).containsExactly("#0@5 a=4/5");
  }

  @Test
  void waitsForTheNextStoreIfItsOwnIsClosed() {
    at.put("a", "1");
    stream.request(create(watchKey("a").setStartRevision(1)));
    at.settleApply();
    at.engine.abort();
    at.settle();
    assertThat(sink.takeText()).containsExactly("#0@2 created");
    HubFixture other = new HubFixture();
    other.put("a", "1");
    at.hub.replaceStore(other.store);
    at.settle();
    assertThat(sink.takeText()).containsExactly("#0@2 a=1/2");
  }

  /** One thread sends, another finds the queue before it full: the sink never was. */
  @Test
  void whoFoundTheQueueFullIsServedWhenItIsEmpty() {
    int watchers = 300;
    List<WatchResponse> received = new ArrayList<>();
    WatchStream crowded =
        at.hub.open(
            new WatchSink() {
              @Override
              public void send(WatchResponse response) {
                received.add(response);
                while (received.size() > watchers && at.catchUp.hasWork()) {
                  at.catchUp.runOne();
                }
              }

              @Override
              public boolean isReady() {
                return true;
              }
            });
    at.put("a", "1");
    for (int i = 0; i < watchers; i++) {
      crowded.request(create(watchKey("a").setStartRevision(1)));
    }
    crowded.request(create(watchKey("other")));
    at.settle();
    assertThat(received.stream().filter(response -> response.getEventsCount() == 1))
        .hasSize(watchers);
  }

  @Test
  void aClosedStreamGetsNothing() {
    watch(watchKey("a"));
    stream.close();
    at.put("a", "1");
    at.settle();
    at.put("a", "2");
    assertThat(ask(create(watchKey("a")))).isEmpty();
  }

  @Test
  void aBrokenSinkIsTheEndOfItsStreamOnly() {
    WatchStream broken =
        at.hub.open(
            new WatchSink() {
              @Override
              public void send(WatchResponse response) {
                throw new IllegalStateException("the sink of this test always fails");
              }

              @Override
              public boolean isReady() {
                return true;
              }
            });
    broken.request(create(watchKey("a")));
    watch(watchKey("a"));
    at.put("a", "1");
    assertThat(sink.takeText()).containsExactly("#0@2 a=1/2");
  }

  @Test
  void ignoresUnknownKindsOfRequests() {
    assertThat(ask(WatchRequest.getDefaultInstance())).isEmpty();
    assertThat(sink.requestsDone()).isEqualTo(1);
    assertThat(watch(watchKey("a"))).containsExactly("#0@1 created");
  }
}
