package io.cornerstone.client.internal.transport;

import io.cornerstone.client.internal.address.Address;
import io.cornerstone.client.internal.address.EndpointSpec;
import io.cornerstone.client.internal.address.Names;
import io.cornerstone.client.internal.env.Env;
import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.client.internal.retry.BackoffPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which addresses the endpoints of a client stand for: names are looked up when the client starts,
 * from time to time, and soon after a member failed. A lookup that fails, or finds nothing, changes
 * nothing. A list of members that was learned from the cluster takes the place of all of them.
 *
 * <p>On the client loop, where not said otherwise.
 */
final class Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  /** How old an answer may become. */
  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** How soon after a lookup a member that fails may cause another. */
  private static final long REFRESH_NANOS_MIN = TimeUnit.SECONDS.toNanos(5);

  private final Env env;
  private final BackoffPolicy backoff;
  private final EndpointPool pool;
  private final List<EndpointSpec> specs;
  private final Names names;
  private final Map<EndpointSpec, Source> sources = new LinkedHashMap<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private List<Address> adopted = List.of();
  private boolean closed;

  Discovery(
      Env env, BackoffPolicy backoff, EndpointPool pool, List<EndpointSpec> specs, Names names) {
    this.env = env;
    this.backoff = backoff;
    this.pool = pool;
    this.specs = specs;
    this.names = names;
    for (EndpointSpec spec : specs) {
      if (!(spec instanceof EndpointSpec.Fixed)) {
        sources.put(spec, new Source(spec));
      }
    }
  }

  /**
   * Fills the pool with what needs no lookup, and begins to look up the rest. On any thread, once.
   */
  void start() {
    pool.set(configured());
    if (!sources.isEmpty()) {
      env.loop().execute(() -> sources.values().forEach(Source::lookUp));
    }
  }

  /** Calls back when there may be an endpoint: after the next lookup, whatever it found. */
  void await(Runnable then) {
    if (closed || !pool.isEmpty()) {
      then.run();
    } else {
      waiting.add(then);
    }
  }

  /** A member has failed; names may have moved. On any thread. */
  void memberFailed() {
    if (!sources.isEmpty()) {
      env.loop().execute(() -> sources.values().forEach(Source::lookUpSoon));
    }
  }

  /** The members that serve from now on; none to go back to what the client was made with. */
  void adopt(List<Address> members) {
    adopted = members;
    update();
  }

  boolean hasAdopted() {
    return !adopted.isEmpty();
  }

  /** What is known of the names, for messages. On any thread. */
  String describe() {
    return specs.stream()
        .map(sources::get)
        .map(source -> source == null ? "" : source.describe())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  void close() {
    closed = true;
    sources.values().forEach(source -> source.timer.cancel());
    wake();
  }

  private void update() {
    List<Address> addresses = adopted.isEmpty() ? configured() : adopted;
    if (closed || addresses.isEmpty() || addresses.equals(pool.addresses())) {
      return;
    }
    try {
      pool.set(addresses);
      LOG.info("endpoints: {}", addresses);
    } catch (IllegalArgumentException e) {
      LOG.warn("endpoints stay as they are, since {} cannot be used", addresses, e);
    }
  }

  private List<Address> configured() {
    List<Address> addresses = new ArrayList<>();
    for (EndpointSpec spec : specs) {
      Source source = sources.get(spec);
      if (source != null) {
        addresses.addAll(source.found);
      } else if (spec instanceof EndpointSpec.Fixed fixed) {
        addresses.add(fixed.address());
      }
    }
    return addresses;
  }

  private void wake() {
    List<Runnable> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(Runnable::run);
  }

  /** One name. */
  private final class Source {
    private final EndpointSpec spec;
    private List<Address> found = List.of();
    private Loop.Timer timer = Loop.Timer.NONE;
    private boolean lookingUp;
    private long lookedUpAt;
    private int failures;
    private volatile @Nullable String failure;

    Source(EndpointSpec spec) {
      this.spec = spec;
    }

    void lookUpSoon() {
      if (env.clock().nanos() - lookedUpAt >= REFRESH_NANOS_MIN) {
        lookUp();
      }
    }

    void lookUp() {
      if (lookingUp || closed) {
        return;
      }
      lookingUp = true;
      timer.cancel();
      env.blocking()
          .execute(
              () -> {
                try {
                  List<Address> addresses = names.lookUp(spec);
                  env.loop().execute(() -> lookedUp(addresses, null));
                } catch (IOException | RuntimeException e) {
                  env.loop().execute(() -> lookedUp(List.of(), e));
                }
              });
    }

    private void lookedUp(List<Address> addresses, @Nullable Exception refused) {
      lookingUp = false;
      lookedUpAt = env.clock().nanos();
      if (refused == null) {
        failures = 0;
        failure = null;
        // Sorted: name servers turn their answers round, which is no change.
        found = addresses.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
        update();
      } else {
        failures++;
        failure = refused.toString();
        LOG.debug("{} was not found", spec, refused);
      }
      boolean isUrgent = refused != null && pool.isEmpty();
      long pause = isUrgent ? backoff.pauseNanos(failures) : backoff.jittered(REFRESH_NANOS);
      timer = env.loop().schedule(pause, this::lookUp);
      wake();
    }

    String describe() {
      String why = failure;
      return spec + ": " + (why == null ? "not looked up yet" : why);
    }
  }
}
