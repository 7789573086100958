package io.cornerstone.server.watch;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchCancelRequest;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchProgressRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.server.mvcc.HeapEngine;
import io.cornerstone.server.mvcc.MvccStore;
import java.util.List;
import java.util.function.Consumer;

/** A hub over a real store, on executors that the test drives. */
final class HubFixture {
  final StepExecutor apply = new StepExecutor();
  final StepExecutor catchUp = new StepExecutor();
  final HeapEngine engine = new HeapEngine();
  MvccStore store = MvccStore.open(engine);
  final WatchHub hub;

  HubFixture() {
    this(WatchHub.Options.DEFAULT);
  }

  HubFixture(WatchHub.Options options) {
    hub = WatchHub.create(store, apply, catchUp, options);
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  void put(String key, String value) {
    change(txn -> txn.put(bytes(key), bytes(value), 0));
  }

  void delete(String key) {
    change(txn -> txn.deleteRange(bytes(key), ByteString.EMPTY));
  }

  /** Changes the store and publishes, as the apply thread does between two of its tasks. */
  void change(Consumer<MvccStore.WriteTxn> changes) {
    MvccStore.WriteTxn txn = store.write();
    changes.accept(txn);
    List<Event> events = txn.commit();
    if (!events.isEmpty()) {
      hub.publish(store.currentRevision(), events);
    }
  }

  void settle() {
    while (apply.hasWork() || catchUp.hasWork()) {
      (apply.hasWork() ? apply : catchUp).runOne();
    }
  }

  void settleApply() {
    while (apply.hasWork()) {
      apply.runOne();
    }
  }

  static WatchCreateRequest.Builder watchKey(String key) {
    return WatchCreateRequest.newBuilder().setKey(bytes(key));
  }

  static WatchCreateRequest.Builder watchRange(String key, String end) {
    return watchKey(key).setRangeEnd(bytes(end));
  }

  static WatchRequest create(WatchCreateRequest.Builder request) {
    return WatchRequest.newBuilder().setCreateRequest(request).build();
  }

  static WatchRequest cancel(long watchId) {
    return WatchRequest.newBuilder()
        .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(watchId))
        .build();
  }

  static WatchRequest progress() {
    return WatchRequest.newBuilder()
        .setProgressRequest(WatchProgressRequest.getDefaultInstance())
        .build();
  }
}
