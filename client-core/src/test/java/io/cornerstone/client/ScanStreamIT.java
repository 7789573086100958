package io.cornerstone.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.fake.FakeEtcd;
import io.cornerstone.client.kv.ScanOptions;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.RangeStreamResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the pages of a scan come from: the keys a to f, two to a page. */
@Timeout(60)
class ScanStreamIT {
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f");

  private final FakeEtcd server = new FakeEtcd();
  private final List<RangeRequest> gets = new CopyOnWriteArrayList<>();
  private final List<RangeRequest> streams = new CopyOnWriteArrayList<>();
  private Client client;

  @BeforeEach
  void connect() {
    server.onGet = this::get;
    client = Client.connect(server.endpoint());
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void whatIsLeftAfterTheFirstPageIsOneStreamAtItsRevision() throws Exception {
    server.onStream =
        (request, parts) -> {
          streams.add(request);
          parts.onNext(part(List.of("c")));
          parts.onNext(part(List.of("d", "e")));
          parts.onNext(part(List.of()));
          parts.onNext(part(List.of("f")));
          parts.onCompleted();
        };
    assertThat(scan().keys(6)).isEqualTo(KEYS);
    assertThat(gets).hasSize(1);
    assertThat(streams).hasSize(1);
    assertThat(streams.get(0).getRevision()).isEqualTo(7);
    assertThat(streams.get(0).getKey().toStringUtf8()).isEqualTo("b\0");
    assertThat(streams.get(0).getLimit()).isZero();
  }

  @Test
  void aServerWithoutStreamsIsAskedForOneOnceAndServesPages() throws Exception {
    assertThat(scan().keys(6)).isEqualTo(KEYS);
    assertThat(scan().keys(6)).isEqualTo(KEYS);
    assertThat(server.streams).hasValue(1);
    assertThat(gets).hasSize(6);
  }

  @Test
  void aStreamThatBreaksIsReplacedByAGetOfThePage() throws Exception {
    server.onStream =
        (request, parts) -> {
          streams.add(request);
          if (streams.size() == 1) {
            parts.onError(Status.UNAVAILABLE.asRuntimeException());
          } else {
            parts.onNext(part(from(request)));
            parts.onCompleted();
          }
        };
    assertThat(scan().keys(6)).isEqualTo(KEYS);
    assertThat(gets).hasSize(2);
    assertThat(gets.get(1).getKey().toStringUtf8()).isEqualTo("b\0");
    assertThat(gets.get(1).getRevision()).isEqualTo(7);
    assertThat(streams).hasSize(2);
    assertThat(streams.get(1).getKey().toStringUtf8()).isEqualTo("d\0");
  }

  @Test
  void aStreamThatBreaksAfterAPartLosesAndRepeatsNothing() throws Exception {
    server.onStream =
        (request, parts) -> {
          streams.add(request);
          parts.onNext(part(from(request).stream().limit(1).toList()));
          parts.onError(Status.UNAVAILABLE.asRuntimeException());
        };
    SeenKeys seen = scan();
    assertThat(seen.keys(6)).isEqualTo(KEYS);
    seen.end.get(20, SECONDS);
    assertThat(seen.items).isEmpty();
  }

  @Test
  void aScanFailsWithWhatAGetFailsWith() {
    server.onStream =
        (request, parts) -> {
          server.onGet =
              (get, responses) ->
                  responses.onError(FakeEtcd.status(EtcdError.COMPACTED).asRuntimeException());
          parts.onError(FakeEtcd.status(EtcdError.COMPACTED).asRuntimeException());
        };
    SeenKeys seen = scan();
    assertThatThrownBy(() -> seen.end.get(20, SECONDS))
        .hasRootCauseInstanceOf(CompactedException.class);
  }

  @Test
  void aMemberThatLagsBehindTheFirstPageMakesTheRestLinearizable() throws Exception {
    server.onGet =
        (request, responses) -> {
          if (request.getRevision() > 0 && request.getSerializable()) {
            responses.onError(FakeEtcd.status(EtcdError.FUTURE_REV).asRuntimeException());
          } else {
            get(request, responses);
          }
        };
    SeenKeys seen = new SeenKeys();
    ScanOptions options = ScanOptions.DEFAULT.withPageSize(2).withSerializable();
    client.kv().scan(KeyRange.all(), options).subscribe(seen);
    seen.subscription().request(Long.MAX_VALUE);
    assertThat(seen.keys(6)).isEqualTo(KEYS);
    assertThat(gets).extracting(RangeRequest::getSerializable).containsExactly(true, false, false);
  }

  @Test
  void cancellingTheScanCancelsTheStream() throws Exception {
    server.onStream = (request, parts) -> parts.onNext(part(List.of("c")));
    SeenKeys seen = new SeenKeys();
    client.kv().scan(KeyRange.all(), ScanOptions.DEFAULT.withPageSize(2)).subscribe(seen);
    seen.subscription().request(3);
    assertThat(seen.keys(3)).containsExactly("a", "b", "c");
    seen.subscription().cancel();
    assertThat(server.cancelled.await(20, SECONDS)).isTrue();
    assertThat(seen.end).isNotDone();
  }

  private SeenKeys scan() {
    SeenKeys seen = new SeenKeys();
    client.kv().scan(KeyRange.all(), ScanOptions.DEFAULT.withPageSize(2)).subscribe(seen);
    seen.subscription().request(Long.MAX_VALUE);
    return seen;
  }

  private void get(RangeRequest request, StreamObserver<RangeResponse> responses) {
    gets.add(request);
    List<String> left = from(request);
    List<String> page = left.subList(0, Math.min(left.size(), (int) request.getLimit()));
    responses.onNext(
        range(page).toBuilder()
            .setHeader(FakeEtcd.header(7))
            .setMore(page.size() < left.size())
            .build());
    responses.onCompleted();
  }

  private static List<String> from(RangeRequest request) {
    String key = request.getKey().toStringUtf8();
    return KEYS.stream().filter(name -> name.compareTo(key) >= 0).toList();
  }

  private static RangeStreamResponse part(List<String> keys) {
    return RangeStreamResponse.newBuilder().setRangeResponse(range(keys)).build();
  }

  private static RangeResponse range(List<String> keys) {
    RangeResponse.Builder range = RangeResponse.newBuilder();
    keys.forEach(key -> range.addKvs(KeyValue.newBuilder().setKey(FakeEtcd.bytes(key))));
    return range.build();
  }
}
