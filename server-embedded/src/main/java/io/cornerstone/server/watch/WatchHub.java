package io.cornerstone.server.watch;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.watch.ClientStream.Offer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gives every event to the watchers that want it.
 *
 * <p>A watcher is in one of three places:
 *
 * <ul>
 *   <li><b>synced</b>: it has been given all that was published. It stands in an index, so that
 *       publishing costs O(log n + matches). Owned by the apply executor.
 *   <li><b>catching up</b>: it reads history from the store, in bounded steps. Owned by the
 *       catch-up executor ({@link CatchUp}).
 *   <li><b>blocked</b>: its client does not read. It keeps nothing but its next revision, and
 *       catches up when the client reads again.
 * </ul>
 *
 * <p>Nothing is lost or repeated, because a watcher that leaves the index takes along the revision
 * that it was not given, and one that arrives has seen all up to some revision: if more was
 * published meanwhile, it is read before the watcher enters the index, on the thread that
 * publishes.
 *
 * <p>Requests of clients are served by the apply executor too, so that a watcher that is created
 * "now" has one place between two revisions.
 */
public final class WatchHub implements AutoCloseable {
  /** etcd's floor for the pause between progress responses. */
  private static final Duration PROGRESS_INTERVAL_MIN = Duration.ofMillis(100);

  private static final String EMPTY_RANGE = "mvcc: watcher range is empty";
  private static final String DUPLICATE_ID = "mvcc: duplicate watch ID provided on the WatchStream";

  /**
   * @param requestBytesMax etcd's max-request-bytes: a response above it plus 512 KiB is fragmented
   *     where the client asked for that
   * @param progressInterval pause between periodic progress responses; etcd's is 10 minutes
   */
  public record Options(int requestBytesMax, Duration progressInterval) {
    public static final Options DEFAULT = new Options(1_572_864, Duration.ofMinutes(10));
  }

  private final Executor apply;
  private final SerialExecutor catchUpExecutor;
  private final Options options;
  private final CatchUp catchUp;
  private final WatchCounts counts = new WatchCounts();

  // Below: apply executor only.
  private final WatcherIndex synced = new WatcherIndex();
  private final Set<ClientStream> streams = new LinkedHashSet<>();
  private final Set<Watcher> progressWatchers = new LinkedHashSet<>();
  private MvccStore store;

  /** All events up to this revision have been given to the synced watchers. */
  private long published;

  private volatile boolean closed;

  private WatchHub(MvccStore store, Executor apply, SerialExecutor catchUp, Options options) {
    this.store = store;
    this.published = store.currentRevision();
    this.apply = apply;
    this.catchUpExecutor = catchUp;
    this.options = options;
    this.catchUp = new CatchUp(catchUp, store, new FromCatchUp());
  }

  /**
   * @param apply the thread on which {@link #publish} is called; owns the synced watchers
   * @param catchUp reads history for watchers that are behind
   */
  public static WatchHub create(
      MvccStore store, Executor apply, SerialExecutor catchUp, Options options) {
    WatchHub hub = new WatchHub(store, apply, catchUp, options);
    hub.scheduleProgress();
    return hub;
  }

  /** How much there is to watch. */
  public WatchCounts counts() {
    return counts;
  }

  /** A stream of one client. Any thread. */
  public WatchStream open(WatchSink sink) {
    counts.streams.increment();
    return new ClientStream(this, sink);
  }

  /** All events of one revision, right after the store published it. Apply thread only. */
  public void publish(long revision, List<Event> events) {
    if (closed) {
      return;
    }
    Invariant.check(revision > published, "revision %s after %s", revision, published);
    published = revision;
    Collector collector = new Collector(synced);
    for (Event event : events) {
      collector.collect(new SharedEvent(store, event));
    }
    List<Watcher> blocked = new ArrayList<>();
    for (Watcher watcher : collector.touched()) {
      if (!give(watcher, revision)) {
        leaveSynced(watcher, revision);
        blocked.add(watcher);
      }
    }
    startCatchUp(blocked);
  }

  /** Hands the collected events over; false if the client does not take them now. */
  private static boolean give(Watcher watcher, long revision) {
    List<Event> events = watcher.collected;
    watcher.collected = null;
    watcher.active = true;
    return events == null || watcher.stream.offerEvents(watcher, revision, events) != Offer.BLOCKED;
  }

  /**
   * The whole store was replaced by a snapshot: every watcher catches up from where it was. Apply
   * thread only.
   */
  public void replaceStore(MvccStore replacement) {
    long next = published + 1;
    store = replacement;
    published = replacement.currentRevision();
    List<Watcher> behind = new ArrayList<>();
    for (ClientStream stream : streams) {
      for (Watcher watcher : stream.watchers.values()) {
        if (watcher.synced && watcher.from <= published) {
          leaveSynced(watcher, Math.max(watcher.from, next));
          behind.add(watcher);
        }
      }
    }
    catchUpExecutor.execute(() -> catchUp.replaceStore(replacement));
    startCatchUp(behind);
  }

  /** Stops the timer and all work; streams get nothing more. Any thread. */
  @Override
  public void close() {
    closed = true;
    catchUp.close();
  }

  int responseBytesMax() {
    return options.requestBytesMax() + 524_288;
  }

  void onRequest(ClientStream stream, WatchRequest request) {
    apply.execute(() -> serve(stream, request));
  }

  void onReady(ClientStream stream) {
    catchUpExecutor.execute(() -> catchUp.ready(stream));
  }

  void onClose(ClientStream stream) {
    apply.execute(() -> forget(stream));
    catchUpExecutor.execute(() -> catchUp.closed(stream));
  }

  private void serve(ClientStream stream, WatchRequest request) {
    if (closed || stream.isClosed()) {
      return;
    }
    switch (request.getRequestUnionCase()) {
      case CREATE_REQUEST -> create(stream, request.getCreateRequest());
      case CANCEL_REQUEST -> cancel(stream, request.getCancelRequest().getWatchId());
      case PROGRESS_REQUEST -> reportProgress(stream);
      default -> {} // A kind that is newer than this server; etcd ignores it too.
    }
    stream.requestDone();
  }

  private void create(ClientStream stream, WatchCreateRequest request) {
    String refusal = refusal(stream, request);
    if (refusal != null) {
      stream.answer(Responses.rejected(refusal, published));
      return;
    }
    long id = request.getWatchId() == 0 ? stream.pickId() : request.getWatchId();
    Watcher watcher = new Watcher(stream, id, request);
    streams.add(stream);
    stream.watchers.put(id, watcher);
    counts.watchers.increment();
    if (watcher.wantsProgress()) {
      progressWatchers.add(watcher);
    }
    stream.answer(Responses.created(id, published));
    start(watcher, request.getStartRevision());
  }

  private static @Nullable String refusal(ClientStream stream, WatchCreateRequest request) {
    ByteString end = Watcher.rangeEndOf(request);
    if (end != null && !end.isEmpty() && Keys.compare(Watcher.keyOf(request), end) >= 0) {
      return EMPTY_RANGE;
    }
    if (request.getStartRevision() < 0) {
      return EtcdError.COMPACTED.message();
    }
    return stream.watchers.containsKey(request.getWatchId()) && request.getWatchId() != 0
        ? DUPLICATE_ID
        : null;
  }

  private void start(Watcher watcher, long startRevision) {
    watcher.from = startRevision;
    if (startRevision == 0 || startRevision > published) {
      enterSynced(watcher);
    } else {
      startCatchUp(List.of(watcher));
    }
  }

  private void cancel(ClientStream stream, long watchId) {
    Watcher watcher = stream.watchers.get(watchId);
    if (watcher != null && stream.end(watcher, Responses.canceled(watchId, published))) {
      remove(watcher);
    }
  }

  /** Answers only if all that was published has been given to every watcher of the stream. */
  private void reportProgress(ClientStream stream) {
    if (!stream.watchers.isEmpty()
        && stream.watchers.values().stream().allMatch(this::isUpToDate)) {
      stream.answer(Responses.progressOfAll(published));
    }
  }

  private boolean isUpToDate(Watcher watcher) {
    return watcher.synced && watcher.from <= published;
  }

  private void remove(Watcher watcher) {
    if (watcher.stream.watchers.remove(watcher.id, watcher)) {
      counts.watchers.decrement();
    }
    progressWatchers.remove(watcher);
    if (watcher.synced) {
      takeOut(watcher);
    }
  }

  private void forget(ClientStream stream) {
    streams.remove(stream);
    for (Watcher watcher : List.copyOf(stream.watchers.values())) {
      remove(watcher);
    }
  }

  private void enterSynced(Watcher watcher) {
    watcher.synced = true;
    synced.add(watcher);
    counts.synced.increment();
  }

  private void takeOut(Watcher watcher) {
    watcher.synced = false;
    synced.remove(watcher);
    counts.synced.decrement();
  }

  /** Enters the index after all up to the present was read, which is no start in the future. */
  private void joinSynced(Watcher watcher) {
    if (watcher.from == published + 1) {
      watcher.from = 0;
    }
    enterSynced(watcher);
  }

  private void leaveSynced(Watcher watcher, long next) {
    takeOut(watcher);
    watcher.from = next;
  }

  private void startCatchUp(List<Watcher> watchers) {
    if (!watchers.isEmpty()) {
      catchUpExecutor.execute(() -> catchUp.add(watchers));
    }
  }

  /** What the catch-up executor sends over to the apply executor. */
  private final class FromCatchUp implements CatchUp.Listener {
    @Override
    public void caughtUp(List<Watcher> watchers) {
      apply.execute(() -> arrive(watchers));
    }

    @Override
    public void compacted(Watcher watcher) {
      apply.execute(() -> remove(watcher));
    }
  }

  private void arrive(List<Watcher> watchers) {
    List<Watcher> late = new ArrayList<>();
    for (Watcher watcher : watchers) {
      if (!watcher.stream.isLive(watcher)) {
        continue;
      }
      watcher.active = true;
      if (watcher.from > published) {
        joinSynced(watcher);
      } else {
        late.add(watcher);
      }
    }
    if (!late.isEmpty()) {
      closeGap(late);
    }
  }

  /**
   * More was published while these were on their way. A small gap is closed here, where nothing can
   * be published meanwhile: another round on the other executor might find the same again, for
   * ever.
   */
  private void closeGap(List<Watcher> late) {
    long from = late.stream().mapToLong(watcher -> watcher.from).min().orElseThrow();
    if (published - from >= Replay.REVISIONS_MAX || from < store.compactRevision()) {
      startCatchUp(late);
      return;
    }
    Replay replay = new Replay(store, late);
    replay.read(from, published);
    List<Watcher> behind = new ArrayList<>();
    for (Watcher watcher : late) {
      Offer offer = replay.deliver(watcher, published);
      if (offer == Offer.SENT && watcher.from > published) {
        joinSynced(watcher);
      } else if (offer != Offer.ENDED) {
        behind.add(watcher);
      }
    }
    startCatchUp(behind);
  }

  private void scheduleProgress() {
    Duration interval = options.progressInterval();
    Duration pause =
        interval.compareTo(PROGRESS_INTERVAL_MIN) < 0 ? PROGRESS_INTERVAL_MIN : interval;
    catchUpExecutor.schedule(pause, this::onProgressTime);
  }

  private void onProgressTime() {
    if (!closed) {
      apply.execute(this::notifyProgress);
      scheduleProgress();
    }
  }

  private void notifyProgress() {
    for (Watcher watcher : progressWatchers) {
      if (!watcher.active && isUpToDate(watcher) && watcher.stream.isWritable()) {
        WatchResponse response = Responses.progress(watcher.id, published);
        watcher.stream.answer(response);
      }
      watcher.active = false;
    }
  }
}
