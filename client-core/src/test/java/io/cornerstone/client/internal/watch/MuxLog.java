package io.cornerstone.client.internal.watch;

import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchRequest;
import java.util.ArrayList;
import java.util.List;

/** What a multiplexer put out, as text. */
final class MuxLog implements WatchMux.Output {
  /** What the multiplexer is told of the stream's identity. */
  boolean mayBeStale;

  private final List<String> lines = new ArrayList<>();

  /** The lines since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  @Override
  public void send(WatchRequest request) {
    if (request.hasCancelRequest()) {
      lines.add("cancel " + request.getCancelRequest().getWatchId());
    } else {
      WatchCreateRequest create = request.getCreateRequest();
      lines.add(
          "create %d %s from %d"
              .formatted(
                  create.getWatchId(), create.getKey().toStringUtf8(), create.getStartRevision()));
    }
  }

  @Override
  public void created(long watcher, long revision) {
    lines.add("w%d created at %d".formatted(watcher, revision));
  }

  @Override
  public void events(long watcher, ResponseHeader header, List<Event> events) {
    List<Long> revisions = events.stream().map(event -> event.getKv().getModRevision()).toList();
    lines.add("w%d events %s".formatted(watcher, revisions));
  }

  @Override
  public void progress(long watcher, long revision) {
    lines.add("w%d progress %d".formatted(watcher, revision));
  }

  @Override
  public void ended(long watcher, WatchEnd end) {
    lines.add("w%d %s".formatted(watcher, end));
  }

  @Override
  public void restart(String reason) {
    lines.add("restart");
  }

  @Override
  public boolean mayBeStale() {
    return mayBeStale;
  }
}
