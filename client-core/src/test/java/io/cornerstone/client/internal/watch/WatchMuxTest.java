package io.cornerstone.client.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.WatchResponse;
import org.junit.jupiter.api.Test;

class WatchMuxTest {
  private final MuxLog log = new MuxLog();
  private final WatchMux mux = new WatchMux(log);

  @Test
  void creationsArePipelinedAndAnnouncedOnce() {
    add(1, "a", 0);
    add(2, "b", 7);
    assertThat(log.take()).isEmpty();
    mux.streamOpened();
    assertThat(log.take()).containsExactly("create 1 a from 0", "create 2 b from 7");
    assertThat(mux.awaitsAnswer()).isTrue();
    created(1, 20);
    created(2, 21);
    assertThat(log.take()).containsExactly("w1 created at 20", "w2 created at 21");
    assertThat(mux.awaitsAnswer()).isFalse();
    mux.streamLost();
    mux.streamOpened();
    assertThat(log.take()).containsExactly("create 3 a from 21", "create 4 b from 7");
    created(3, 30);
    created(4, 30);
    assertThat(log.take()).isEmpty();
  }

  @Test
  void aWatcherFromNowLosesNothingBetweenCreationAndLoss() {
    add(1, "a", 0);
    mux.streamOpened();
    created(1, 20);
    mux.streamLost();
    mux.streamOpened();
    assertThat(log.take()).last().isEqualTo("create 2 a from 21");
  }

  @Test
  void aWatcherFromNowThatWasNeverAcceptedStaysFromNow() {
    add(1, "a", 0);
    mux.streamOpened();
    mux.streamLost();
    mux.streamOpened();
    assertThat(log.take()).containsExactly("create 1 a from 0", "create 2 a from 0");
  }

  @Test
  void eventsMoveTheResumePointAndRepeatedOnesAreDropped() {
    open("a", 5);
    events(1, false, 5, 5, 8);
    assertThat(log.take()).containsExactly("w1 events [5, 5, 8]");
    mux.streamLost();
    mux.streamOpened();
    assertThat(log.take()).containsExactly("create 2 a from 9");
    created(2, 20);
    events(2, false, 7, 8, 9, 12);
    events(2, false, 9, 12);
    assertThat(log.take()).containsExactly("w1 events [9, 12]");
    assertThat(mux.next(1)).isEqualTo(13);
  }

  @Test
  void progressMovesTheResumePoint() {
    open("a", 5);
    events(1, false, 6);
    progress(1, 40);
    assertThat(log.take()).containsExactly("w1 events [6]", "w1 progress 40");
    mux.streamLost();
    mux.streamOpened();
    assertThat(log.take()).containsExactly("create 2 a from 41");
  }

  @Test
  void progressNeverMovesBackNorPastAFutureStart() {
    open("a", 100);
    progress(1, 40);
    assertThat(log.take()).isEmpty();
    assertThat(mux.next(1)).isEqualTo(100);
    mux.onResponse(
        WatchResponse.newBuilder()
            .setWatchId(-1)
            .setHeader(ResponseHeader.newBuilder().setRevision(500))
            .build());
    assertThat(mux.next(1)).isEqualTo(100);
  }

  @Test
  void fragmentsAreJoinedAndForgottenWithTheStream() {
    open("a", 5);
    events(1, true, 5, 6);
    events(1, true, 6);
    assertThat(log.take()).isEmpty();
    assertThat(mux.next(1)).isEqualTo(5);
    events(1, false, 7);
    assertThat(log.take()).containsExactly("w1 events [5, 6, 6, 7]");
    events(1, true, 8);
    mux.streamLost();
    mux.streamOpened();
    assertThat(log.take()).containsExactly("create 2 a from 8");
    created(2, 9);
    events(2, false, 8, 8);
    assertThat(log.take()).containsExactly("w1 events [8, 8]");
  }

  @Test
  void compactionEndsAWatcherWithTheRevision() {
    open("a", 5);
    mux.onResponse(
        WatchResponse.newBuilder().setWatchId(1).setCanceled(true).setCompactRevision(30).build());
    assertThat(log.take()).containsExactly("w1 Compacted[nextRevision=5, compactRevision=30]");
    assertThat(mux.isEmpty()).isTrue();
  }

  @Test
  void aRejectionIsThatOfTheOldestUnansweredCreation() {
    mux.streamOpened();
    add(1, "a", 0);
    add(2, "b", 0);
    add(3, "c", 0);
    log.take();
    created(1, 10);
    mux.onResponse(
        WatchResponse.newBuilder()
            .setWatchId(-1)
            .setCreated(true)
            .setCanceled(true)
            .setCancelReason(
                "rpc error: code = PermissionDenied desc = etcdserver: permission denied")
            .build());
    created(3, 11);
    assertThat(log.take())
        .containsExactly(
            "w1 created at 10",
            "w2 Refused[reason=rpc error: code = PermissionDenied desc = etcdserver: permission"
                + " denied, error=Optional[PERMISSION_DENIED]]",
            "w3 created at 11");
  }

  @Test
  void aWatcherClosedBeforeItsAnswerShiftsNobodysRejection() {
    mux.streamOpened();
    add(1, "a", 0);
    add(2, "b", 0);
    mux.close(1);
    assertThat(log.take())
        .containsExactly("create 1 a from 0", "create 2 b from 0", "cancel 1", "w1 Closed[]");
    created(1, 10);
    created(2, 10);
    events(1, false, 11);
    assertThat(log.take()).containsExactly("w2 created at 10");
  }

  @Test
  void aPausedWatcherGoesOnWhereItWas() {
    open("a", 5);
    events(1, false, 6);
    mux.pause(1);
    events(1, false, 7); // Was on its way.
    assertThat(log.take()).containsExactly("w1 events [6]", "cancel 1");
    mux.streamLost();
    mux.streamOpened();
    assertThat(log.take()).isEmpty();
    mux.resume(1);
    assertThat(log.take()).containsExactly("create 2 a from 7");
    created(2, 9);
    events(2, false, 7, 8);
    assertThat(log.take()).containsExactly("w1 events [7, 8]");
  }

  @Test
  void aCancellationWithoutReasonCostsTheStreamNotTheWatcher() {
    open("a", 5);
    mux.onResponse(WatchResponse.newBuilder().setWatchId(1).setCanceled(true).build());
    assertThat(log.take()).containsExactly("restart");
    mux.streamLost();
    mux.streamOpened();
    assertThat(log.take()).containsExactly("create 2 a from 5");
  }

  @Test
  void aWatcherThatIsDeniedOnAnOldStreamIsTriedOnAnother() {
    mux.streamOpened();
    add(1, "a", 7);
    log.take();
    log.mayBeStale = true;
    WatchResponse denied =
        WatchResponse.newBuilder()
            .setWatchId(-1)
            .setCreated(true)
            .setCanceled(true)
            .setCancelReason("etcdserver: permission denied")
            .build();
    mux.onResponse(denied);
    assertThat(log.take()).containsExactly("restart");
    mux.streamLost();
    log.mayBeStale = false;
    mux.streamOpened();
    assertThat(log.take()).containsExactly("create 2 a from 7");
    mux.onResponse(denied);
    assertThat(log.take()).hasSize(1).allMatch(line -> line.startsWith("w1 Refused"));
  }

  @Test
  void closingAllEndsEach() {
    open("a", 5);
    add(2, "b", 0);
    log.take();
    mux.closeAll();
    assertThat(log.take()).containsExactly("w1 Closed[]", "w2 Closed[]");
    assertThat(mux.isEmpty()).isTrue();
  }

  private void open(String key, long from) {
    mux.streamOpened();
    add(1, key, from);
    created(1, 20);
    log.take();
  }

  private void add(long id, String key, long from) {
    mux.add(id, KeyRange.single(Bytes.of(key)), WatchOptions.DEFAULT, from);
  }

  private void created(long wireId, long revision) {
    mux.onResponse(
        WatchResponse.newBuilder()
            .setWatchId(wireId)
            .setCreated(true)
            .setHeader(ResponseHeader.newBuilder().setRevision(revision))
            .build());
  }

  private void progress(long wireId, long revision) {
    mux.onResponse(
        WatchResponse.newBuilder()
            .setWatchId(wireId)
            .setHeader(ResponseHeader.newBuilder().setRevision(revision))
            .build());
  }

  private void events(long wireId, boolean fragment, long... revisions) {
    WatchResponse.Builder response =
        WatchResponse.newBuilder().setWatchId(wireId).setFragment(fragment);
    for (long revision : revisions) {
      response.addEvents(event("a", revision));
    }
    mux.onResponse(response.build());
  }

  static Event event(String key, long revision) {
    return Event.newBuilder()
        .setKv(
            KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setModRevision(revision)
                .setVersion(1))
        .build();
  }
}
