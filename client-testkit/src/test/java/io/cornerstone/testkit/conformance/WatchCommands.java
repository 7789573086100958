package io.cornerstone.testkit.conformance;

import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.WatchCancelRequest;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchCreateRequest.FilterType;
import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.protocol.WatchProgressRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The Watch service: {@code stream NAME} opens a stream, {@code NAME create KEY ...}, {@code NAME
 * cancel ID}, {@code NAME progress} ask on it, {@code NAME take N} takes N responses, {@code NAME
 * events N} takes responses until N events came and shows the events alone.
 */
final class WatchCommands {
  private record Stream(StreamObserver<WatchRequest> requests, Received<WatchResponse> received) {}

  private final Map<String, Stream> streams = new HashMap<>();

  /** The last watcher that was created on each stream, in the order in which they were. */
  private final Map<String, WatchCreateRequest> created = new LinkedHashMap<>();

  private final CancellableContext context = Context.current().withCancellation();

  boolean knows(String name) {
    return streams.containsKey(name);
  }

  List<String> open(Target.Running target, String name) {
    Received<WatchResponse> received = new Received<>();
    context.run(
        () -> {
          var requests = WatchGrpc.newStub(target.channel()).watch(received);
          streams.put(name, new Stream(requests, received));
        });
    return List.of();
  }

  List<String> run(Words words, Show show) {
    Stream stream = streams.get(words.command());
    if (stream == null) {
      throw new IllegalArgumentException("no such stream: " + words);
    }
    switch (words.text(1)) {
      case "create" -> {
        WatchRequest create = create(words.from(1));
        created.put(words.command(), create.getCreateRequest());
        stream.requests().onNext(create);
      }
      case "cancel" -> stream.requests().onNext(cancel(words.number(2)));
      case "progress" ->
          stream
              .requests()
              .onNext(
                  WatchRequest.newBuilder()
                      .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                      .build());
      case "nothing" -> stream.requests().onNext(WatchRequest.getDefaultInstance());
      case "half-close" -> stream.requests().onCompleted();
      case "take" -> {
        return take(words.command(), stream.received(), words.number(2), show);
      }
      case "events" -> {
        return events(stream.received(), words.number(2), show);
      }
      case "fragments" -> {
        return fragments(stream.received());
      }
      default -> throw new IllegalArgumentException("no such command: " + words);
    }
    return List.of();
  }

  private static WatchRequest create(Words words) {
    WatchCreateRequest.Builder create =
        WatchCreateRequest.newBuilder()
            .setKey(words.bytes(1))
            .setRangeEnd(words.bytesOrEmpty(2))
            .setStartRevision(words.revisionOption("rev"))
            .setWatchId(words.numberOption("id"))
            .setPrevKv(words.has("-prev"))
            .setFragment(words.has("-fragment"))
            .setProgressNotify(words.has("-progress"));
    if (words.has("-noput")) {
      create.addFilters(FilterType.NOPUT);
    }
    if (words.has("-nodelete")) {
      create.addFilters(FilterType.NODELETE);
    }
    return WatchRequest.newBuilder().setCreateRequest(create).build();
  }

  private static WatchRequest cancel(long id) {
    return WatchRequest.newBuilder()
        .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
        .build();
  }

  private List<String> take(String name, Received<WatchResponse> received, long count, Show show) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      WatchResponse response = received.next();
      lines.addAll(show.watch(response));
      if (response.getCanceled()) {
        created.remove(name); // Nothing more will come of it.
      }
    }
    return lines;
  }

  private static List<String> events(Received<WatchResponse> received, long count, Show show) {
    List<String> lines = new ArrayList<>();
    while (lines.size() < count) {
      WatchResponse response = received.next();
      for (Event event : response.getEventsList()) {
        lines.add(
            "id="
                + response.getWatchId()
                + " "
                + event.getType()
                + " "
                + show.keyValue(event.getKv()));
      }
    }
    // Between watchers no order is promised; within one the sort keeps it.
    lines.sort(Comparator.comparing(line -> line.substring(0, line.indexOf(' '))));
    return lines;
  }

  /** The parts of one response: how many events each has, and which of them are not the last. */
  private static List<String> fragments(Received<WatchResponse> received) {
    List<String> lines = new ArrayList<>();
    WatchResponse part;
    do {
      part = received.next();
      lines.add("part events=" + part.getEventsCount() + (part.getFragment() ? " fragment" : ""));
    } while (part.getFragment());
    return lines;
  }

  /** Marks an end in the range of each watcher, and shows the events up to it. */
  List<String> drain(Target.Running target, Show show) {
    Map<String, Long> ends = new LinkedHashMap<>();
    created.forEach((name, watcher) -> ends.put(name, mark(target, watcher)));
    List<String> lines = new ArrayList<>();
    ends.forEach(
        (name, end) -> {
          lines.add(name);
          Received<WatchResponse> received = Objects.requireNonNull(streams.get(name)).received();
          drain(received, end, show, lines);
        });
    return lines;
  }

  /**
   * A put that the watcher will see, or a deletion if it does not want puts, at or after its start.
   *
   * @return the revision
   */
  private static long mark(Target.Running target, WatchCreateRequest watcher) {
    long revision;
    do {
      revision =
          target
              .kv()
              .put(PutRequest.newBuilder().setKey(watcher.getKey()).build())
              .getHeader()
              .getRevision();
      if (watcher.getFiltersList().contains(FilterType.NOPUT)) {
        revision =
            target
                .kv()
                .deleteRange(DeleteRangeRequest.newBuilder().setKey(watcher.getKey()).build())
                .getHeader()
                .getRevision();
      }
    } while (revision < watcher.getStartRevision());
    return revision;
  }

  private static void drain(
      Received<WatchResponse> received, long end, Show show, List<String> lines) {
    long seen = 0;
    while (seen < end) {
      WatchResponse response = received.next();
      if (response.getCanceled()) {
        lines.addAll(show.watch(response));
        return;
      }
      for (Event event : response.getEventsList()) {
        seen = event.getKv().getModRevision();
        if (seen <= end) {
          lines.add("  " + event.getType() + " " + show.keyValue(event.getKv()));
          lines.add("    prev " + show.keyValue(event.getPrevKv()));
        }
      }
    }
  }

  void close() {
    context.cancel(null);
    streams.clear();
  }
}
