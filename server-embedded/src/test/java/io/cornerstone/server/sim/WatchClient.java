package io.cornerstone.server.sim;

import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchProgressRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.cornerstone.server.watch.WatchSink;
import io.cornerstone.server.watch.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client with a few watchers on one stream. The stream breaks, stands still, and moves from
 * member to member; the watchers go on where they were.
 */
final class WatchClient {
  private static final int WATCHERS = 3;
  private static final long DELAY_NANOS_MAX = 5 * SimWorld.MILLI;

  /** One stream, to one process of a member. */
  private static final class Stream implements WatchSink {
    private final WatchClient client;
    private final SimMember.Life life;
    private WatchStream requests;
    private long lastNanos;
    private boolean isReady = true;
    private boolean isClosed;

    Stream(WatchClient client, SimMember.Life life) {
      this.client = client;
      this.life = life;
      this.requests = life.member().watches().open(this);
    }

    @Override
    public void send(WatchResponse response) {
      final SimEvents events = client.world.events();
      lastNanos = Math.max(lastNanos, events.now() + client.random.nextLong(DELAY_NANOS_MAX));
      events.at(
          lastNanos,
          () -> {
            if (!isClosed) {
              client.take(this, response);
            }
          });
    }

    @Override
    public boolean isReady() {
      return isReady;
    }
  }

  private final SimWorld world;
  private final RandomGenerator random;
  private final List<SimWatcher> watchers = new ArrayList<>();
  private @Nullable Stream stream;

  WatchClient(SimWorld world, Workload workload) {
    this.world = world;
    this.random = world.random();
    watchers.add(new SimWatcher(world, workload, "watcher of all", "a", "z", 0, noFilter()));
    for (int i = 1; i < WATCHERS; i++) {
      final String key = "k" + random.nextInt(4);
      final WatchCreateRequest.FilterType filter =
          switch (random.nextInt(3)) {
            case 0 -> WatchCreateRequest.FilterType.NOPUT;
            case 1 -> WatchCreateRequest.FilterType.NODELETE;
            default -> noFilter();
          };
      watchers.add(
          new SimWatcher(
              world, workload, "watcher of " + key, key, "k4", random.nextInt(3), filter));
    }
  }

  private static WatchCreateRequest.FilterType noFilter() {
    return WatchCreateRequest.FilterType.UNRECOGNIZED;
  }

  void start() {
    connect();
    world.events().after(random.nextLong(SimWorld.SECOND), this::whim);
  }

  long given() {
    return watchers.stream().mapToLong(SimWatcher::given).sum();
  }

  /** Ends the faults of this client. */
  void heal() {
    final Stream open = stream;
    if (open != null && !open.isReady) {
      open.isReady = true;
      open.requests.ready();
    }
  }

  void checkCurrent() {
    watchers.forEach(SimWatcher::checkCurrent);
  }

  private void connect() {
    final SimMember member = world.anyRunning();
    final SimMember.Life life = member == null ? null : member.life();
    if (life == null) {
      world.events().after(random.nextLong(SimWorld.SECOND), this::connect);
      return;
    }
    final Stream opened = new Stream(this, life);
    stream = opened;
    for (int i = 0; i < watchers.size(); i++) {
      create(opened, i);
    }
  }

  private void create(Stream opened, int watcher) {
    opened.requests.request(
        WatchRequest.newBuilder()
            .setCreateRequest(watchers.get(watcher).create(watcher + 1))
            .build());
  }

  private void disconnect(Stream open) {
    open.isClosed = true;
    open.requests.close();
    stream = null;
    world.events().after(random.nextLong(SimWorld.SECOND / 4), this::connect);
  }

  /** What happens to a client now and then. */
  private void whim() {
    world.events().after(random.nextLong(SimWorld.SECOND / 2), this::whim);
    final Stream open = stream;
    if (open == null) {
      return;
    }
    if (!isAlive(open)) {
      disconnect(open);
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> disconnect(open);
      case 1 -> open.isReady = false;
      case 2, 3, 4, 5, 6 ->
          open.requests.request(
              WatchRequest.newBuilder()
                  .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                  .build());
      default -> heal();
    }
  }

  private boolean isAlive(Stream open) {
    return world.members().stream().anyMatch(member -> member.life() == open.life);
  }

  private void take(Stream from, WatchResponse response) {
    final long revision = response.getHeader().getRevision();
    if (response.getWatchId() == -1) {
      watchers.forEach(watcher -> watcher.progress(revision));
      return;
    }
    final int number = (int) response.getWatchId() - 1;
    final SimWatcher watcher = watchers.get(number);
    if (response.getCanceled()) {
      watcher.compacted(response.getCompactRevision());
      create(from, number);
    } else if (response.getCreated()) {
      watcher.created(revision);
    } else if (response.getEventsCount() > 0) {
      watcher.events(response);
    } else {
      watcher.progress(revision);
    }
  }
}
