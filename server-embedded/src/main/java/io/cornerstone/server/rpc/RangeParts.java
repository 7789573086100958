package io.cornerstone.server.rpc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeRequest.SortOrder;
import io.cornerstone.protocol.RangeRequest.SortTarget;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.RangeStreamResponse;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.RangeResult;
import io.grpc.SynchronizationContext;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The answer of one range in several parts: merged, they are what a single range would have
 * answered. All parts are read at the revision of the first; if that is compacted meanwhile, the
 * stream ends with the error. No part is read before the client has taken the one before it.
 *
 * <p>What has to be sorted or filtered has to be read whole first, and comes in one part.
 */
final class RangeParts {
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /** Keys of the first part; later ones grow or shrink towards the size that is aimed at. */
  private static final int KEYS_FIRST = 16;

  private static final int KEYS_MAX = 4096;
  private static final long PART_BYTES = 256 * 1024;

  private final MemberView member;
  private final RangeRequest request;
  private final ServerCallStreamObserver<RangeStreamResponse> client;
  private final Identity caller = Callers.current();

  // Serializes what gRPC's threads and the member's threads want of this stream.
  private final SynchronizationContext turn =
      new SynchronizationContext((thread, failure) -> fail(failure));

  // Below: only inside the context.
  private RangeRequest next;
  private long revision; // Of the store when the first part was read; 0 until then.
  private long count;
  private long sent;
  private int keys = KEYS_FIRST;
  private boolean reading;
  private boolean ended;

  private RangeParts(
      MemberView member,
      RangeRequest request,
      ServerCallStreamObserver<RangeStreamResponse> client) {
    this.member = member;
    this.request = request;
    this.next = request;
    this.client = client;
  }

  static void start(
      MemberView member,
      RangeRequest request,
      ServerCallStreamObserver<RangeStreamResponse> client) {
    RangeParts parts = new RangeParts(member, request, client);
    client.setOnCancelHandler(() -> parts.turn.execute(() -> parts.ended = true));
    client.setOnReadyHandler(() -> parts.turn.execute(parts::read));
    parts.turn.execute(parts::read);
  }

  /** Whether the order of keys is the order asked for, and nothing is left out. */
  private boolean comesInParts() {
    return request.getSortOrder() == SortOrder.NONE
        && request.getSortTarget() == SortTarget.KEY
        && !request.getCountOnly()
        && request.getMinModRevision() == 0
        && request.getMaxModRevision() == 0
        && request.getMinCreateRevision() == 0
        && request.getMaxCreateRevision() == 0;
  }

  private void read() {
    if (ended || reading || (revision != 0 && !client.isReady())) {
      return;
    }
    reading = true;
    RangeRequest page = comesInParts() ? next.toBuilder().setLimit(pageKeys()).build() : request;
    CompletableFuture<RangeResult> result = member.range(page, caller);
    var unused =
        result.whenComplete(
            (found, failure) ->
                turn.execute(
                    () -> {
                      reading = false;
                      if (found != null) {
                        found(found);
                      } else {
                        fail(failure == null ? new NullPointerException("no answer") : failure);
                      }
                    }));
  }

  private long pageKeys() {
    return request.getLimit() > 0 ? Math.min(keys, request.getLimit() - sent) : keys;
  }

  private void found(RangeResult found) {
    if (ended) {
      return;
    }
    if (revision == 0) {
      revision = found.revision();
      count = found.count();
    }
    sent += found.kvs().size();
    boolean limitReached = request.getLimit() > 0 && sent >= request.getLimit();
    if (!comesInParts() || !found.more() || limitReached) {
      end(found.kvs(), found.more());
    } else {
      part(found.kvs());
    }
  }

  private void part(List<KeyValue> kvs) {
    RangeResponse part = RangeResponse.newBuilder().addAllKvs(kvs).build();
    client.onNext(RangeStreamResponse.newBuilder().setRangeResponse(part).build());
    int bytes = part.getSerializedSize();
    keys = bytes > PART_BYTES ? Math.max(1, keys / 2) : Math.min(KEYS_MAX, keys * 2);
    next =
        request.toBuilder()
            .setKey(kvs.get(kvs.size() - 1).getKey().concat(ZERO))
            .setRevision(request.getRevision() > 0 ? request.getRevision() : revision)
            .setSerializable(true) // This member has applied that revision.
            .build();
    read();
  }

  private void end(List<KeyValue> kvs, boolean more) {
    ended = true;
    client.onNext(
        RangeStreamResponse.newBuilder()
            .setRangeResponse(
                RangeResponse.newBuilder()
                    .setHeader(member.header(revision))
                    .addAllKvs(kvs)
                    .setCount(count)
                    .setMore(more))
            .build());
    client.onCompleted();
  }

  private void fail(Throwable failure) {
    if (!ended) {
      ended = true;
      client.onError(Statuses.of(failure).asRuntimeException());
    }
  }
}
