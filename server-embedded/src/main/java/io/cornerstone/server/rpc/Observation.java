package io.cornerstone.server.rpc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.Event.EventType;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.LeaderResponse;
import io.cornerstone.protocol.WatchCreateRequest.FilterType;
import io.cornerstone.protocol.WatchResponse;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.RangeResult;
import io.grpc.SynchronizationContext;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Follows one election for one client. While there is a leader, its key is watched; when it goes,
 * or while there is none, it is looked up anew.
 *
 * <p>A client that does not read loses no change of leader, but only the last thing that each
 * leader said is kept for it.
 */
final class Observation {
  private final MemberView member;
  private final CallerKv kv;
  private final ByteString prefix;
  private final ServerCallStreamObserver<LeaderResponse> client;

  // Serializes what gRPC's threads and the member's threads want of this stream.
  private final SynchronizationContext turn =
      new SynchronizationContext((thread, failure) -> fail(failure));

  // Below: only inside the context.
  private final ArrayDeque<LeaderResponse> waiting = new ArrayDeque<>();
  private @Nullable KeyWatch watch;
  // Counts the watches, so that what a former one still sends is not taken for news.
  private long watchNumber;
  private boolean ended;

  private Observation(
      MemberView member,
      CallerKv kv,
      ByteString prefix,
      ServerCallStreamObserver<LeaderResponse> client) {
    this.member = member;
    this.kv = kv;
    this.prefix = prefix;
    this.client = client;
  }

  static void start(
      MemberView member,
      CallerKv kv,
      ByteString prefix,
      ServerCallStreamObserver<LeaderResponse> client) {
    Observation observation = new Observation(member, kv, prefix, client);
    client.setOnCancelHandler(() -> observation.turn.execute(observation::end));
    client.setOnCloseHandler(() -> observation.turn.execute(observation::end));
    client.setOnReadyHandler(() -> observation.turn.execute(observation::send));
    observation.turn.execute(observation::look);
  }

  /** Looks who leads. */
  private void look() {
    stopWatching();
    if (ended) {
      return;
    }
    CompletableFuture<RangeResult> oldest = kv.range(CallerKv.oldest(prefix));
    var unused =
        oldest.whenComplete(
            (found, failure) ->
                turn.execute(
                    () -> {
                      if (found != null) {
                        found(found);
                      } else {
                        fail(failure == null ? new NullPointerException() : failure);
                      }
                    }));
  }

  private void found(RangeResult found) {
    if (ended) {
      return;
    }
    long next = found.revision() + 1;
    long number = ++watchNumber;
    if (found.kvs().isEmpty()) {
      watch =
          KeyWatch.open(
              member.watches(),
              KeyWatch.from(prefix, next)
                  .setRangeEnd(CallerKv.prefixEnd(prefix))
                  .addFilters(FilterType.NODELETE)
                  .build(),
              response -> turn.execute(() -> firstCame(number, response)));
      return;
    }
    KeyValue leader = found.kvs().get(0);
    tell(leader, found.revision());
    follow(leader.getKey(), next, number);
  }

  private void follow(ByteString key, long next, long number) {
    watch =
        KeyWatch.open(
            member.watches(),
            KeyWatch.from(key, next).build(),
            response -> turn.execute(() -> leaderChanged(number, response)));
  }

  /** The first key of a line that was empty is its head. */
  private void firstCame(long number, WatchResponse response) {
    if (number != watchNumber) {
      return;
    }
    if (response.getCanceled()) {
      look();
      return;
    }
    stopWatching();
    KeyValue leader = response.getEvents(0).getKv();
    tell(leader, leader.getModRevision());
    follow(leader.getKey(), leader.getModRevision() + 1, ++watchNumber);
  }

  private void leaderChanged(long number, WatchResponse response) {
    if (number != watchNumber) {
      return;
    }
    for (Event event : response.getEventsList()) {
      if (event.getType() == EventType.DELETE) {
        look();
        return;
      }
      tell(event.getKv(), event.getKv().getModRevision());
    }
    if (response.getCanceled()) {
      look(); // Compacted under our feet: what is lost are words of the past.
    }
  }

  private void tell(KeyValue leader, long revision) {
    LeaderResponse response =
        LeaderResponse.newBuilder().setHeader(member.header(revision)).setKv(leader).build();
    LeaderResponse last = waiting.peekLast();
    if (last != null && last.getKv().getCreateRevision() == leader.getCreateRevision()) {
      waiting.removeLast();
    }
    waiting.add(response);
    send();
  }

  private void send() {
    while (!ended && client.isReady() && !waiting.isEmpty()) {
      client.onNext(waiting.remove());
    }
  }

  private void fail(Throwable failure) {
    if (!ended) {
      end();
      client.onError(Statuses.uncoded(failure).asRuntimeException());
    }
  }

  private void end() {
    ended = true;
    waiting.clear();
    stopWatching();
  }

  private void stopWatching() {
    watchNumber++;
    KeyWatch last = watch;
    watch = null;
    if (last != null) {
      last.close();
    }
  }
}
