package io.cornerstone.client.fake;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A history that any number of fake members serve: every watcher sees every key. */
public final class FakeWatchStore {
  // Guards all the rest, the streams' positions too.
  private final Object lock = new Object();
  private final List<Event> history = new ArrayList<>();
  private final Set<Stream> streams = new LinkedHashSet<>();
  private long revision = 1;
  private long compactRevision;
  private int opened;
  private boolean silent;

  /** Writes a value at the next revision, and tells the watchers. */
  public long put(String value) {
    synchronized (lock) {
      revision++;
      history.add(event(revision, value));
      streams.forEach(Stream::flush);
      return revision;
    }
  }

  public void compact(long revision) {
    synchronized (lock) {
      compactRevision = revision;
    }
  }

  /** From now on creations get no answer, or they do again. */
  public void setSilent(boolean silent) {
    synchronized (lock) {
      this.silent = silent;
    }
  }

  /** How many streams were opened so far. */
  public int opened() {
    synchronized (lock) {
      return opened;
    }
  }

  /** Ends all open streams with an error. */
  public void failStreams(Status status) {
    synchronized (lock) {
      streams.forEach(stream -> stream.responses.onError(status.asRuntimeException()));
      streams.clear();
    }
  }

  StreamObserver<WatchRequest> open(StreamObserver<WatchResponse> responses) {
    synchronized (lock) {
      opened++;
      Stream stream = new Stream(responses);
      streams.add(stream);
      if (responses instanceof ServerCallStreamObserver<?> call) {
        call.setOnCancelHandler(() -> forget(stream));
      }
      return stream;
    }
  }

  private void forget(Stream stream) {
    synchronized (lock) {
      streams.remove(stream);
    }
  }

  private static Event event(long revision, String value) {
    return Event.newBuilder()
        .setKv(
            KeyValue.newBuilder()
                .setKey(FakeEtcd.bytes("k"))
                .setValue(FakeEtcd.bytes(value))
                .setCreateRevision(revision)
                .setModRevision(revision)
                .setVersion(1))
        .build();
  }

  /** One client's stream; called with the lock of the store. */
  private final class Stream implements StreamObserver<WatchRequest> {
    private final StreamObserver<WatchResponse> responses;
    private final Map<Long, Long> next = new HashMap<>();

    Stream(StreamObserver<WatchResponse> responses) {
      this.responses = responses;
    }

    @Override
    public void onNext(WatchRequest request) {
      synchronized (lock) {
        if (silent) {
          return;
        }
        if (request.hasCreateRequest()) {
          create(request.getCreateRequest());
        } else {
          next.remove(request.getCancelRequest().getWatchId());
        }
      }
    }

    private void create(WatchCreateRequest request) {
      long id = request.getWatchId();
      long start = request.getStartRevision() == 0 ? revision + 1 : request.getStartRevision();
      responses.onNext(response(id).setCreated(true).build());
      if (start < compactRevision) {
        responses.onNext(
            WatchResponse.newBuilder()
                .setWatchId(id)
                .setCanceled(true)
                .setCompactRevision(compactRevision)
                .build());
        return;
      }
      next.put(id, start);
      flush();
    }

    void flush() {
      next.replaceAll(
          (id, from) -> {
            List<Event> events =
                history.stream().filter(e -> e.getKv().getModRevision() >= from).toList();
            if (!events.isEmpty()) {
              responses.onNext(response(id).addAllEvents(events).build());
            }
            return Math.max(from, revision + 1);
          });
    }

    private WatchResponse.Builder response(long id) {
      return WatchResponse.newBuilder().setWatchId(id).setHeader(FakeEtcd.header(revision));
    }

    @Override
    public void onError(Throwable failure) {
      forget(this);
    }

    @Override
    public void onCompleted() {
      onError(new IllegalStateException("completed"));
      responses.onCompleted();
    }
  }
}
