package io.cornerstone.server.discovery;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Founds a cluster through a registry, as etcd's discovery service over the v3 API does. Under
 * {@code /_etcd/registry/TOKEN/} somebody has put the size at {@code _config/size}; each member
 * puts itself at {@code members/ID}; the first so many are the cluster. A member waits for the
 * others for as long as it takes, and asks again when the registry does not answer.
 */
public final class RegistryDiscovery {
  private static final Logger log = LoggerFactory.getLogger(RegistryDiscovery.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);

  private final RegistrySettings settings;
  private final String prefix;
  private final Consumer<Duration> pause;

  /** The registry refuses; asking again would not help. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super("discovery: " + message);
    }
  }

  /** A request; fails if there is no answer. */
  private interface Request<T> {
    T send() throws IOException;
  }

  /** Members that are known, and how many there are to be. */
  private record State(int size, List<Registration> members) {
    boolean isWhole() {
      return members.size() >= size;
    }

    List<Registration> founders() {
      return members.subList(0, Math.min(size, members.size()));
    }
  }

  /**
   * @param pause lets the thread that calls it wait
   */
  public RegistryDiscovery(RegistrySettings settings, Consumer<Duration> pause) {
    this.settings = settings;
    this.prefix = "/_etcd/registry/" + settings.token() + "/";
    this.pause = pause;
  }

  /**
   * Registers a member, waits for the others, and returns what {@code --initial-cluster} would say.
   * Blocks. May be repeated with the same arguments after a failure.
   *
   * @param memberId of the member, as it follows from its URLs and the token
   * @param member what {@code --initial-cluster} would say of it: {@code name=url}
   * @throws IOException in etcd's words, if the cluster is full or its size is not known; or if a
   *     file of the settings cannot be read
   */
  public String join(long memberId, String member) throws IOException {
    final String key = prefix + "members/" + Long.toHexString(memberId);
    try (RegistryClient client = new RegistryClient(settings)) {
      stateWith(client, key);
      insist("register", () -> client.call(kv -> kv.put(put(key, member))));
      log.info("registered for discovery: key={} member={}", key, member);
      State state = stateWith(client, key);
      int told = 0;
      while (!state.isWhole()) {
        if (state.members().size() != told) {
          told = state.members().size();
          log.info("waiting for peers to register: found={} size={}", told, state.size());
        }
        pause.accept(POLL);
        state = stateWith(client, key);
      }
      final String cluster =
          state.founders().stream().map(Registration::member).collect(Collectors.joining(","));
      log.info("discovery found the cluster: members={}", cluster);
      return cluster;
    }
  }

  /** Refused if all places are taken by others. */
  private State stateWith(RegistryClient client, String key) throws IOException {
    final State state = insist("read", () -> read(client));
    if (state.isWhole() && state.founders().stream().noneMatch(m -> m.key().equals(key))) {
      throw new RefusedException("cluster is full");
    }
    return state;
  }

  private State read(RegistryClient client) throws IOException {
    final RangeResponse size = client.call(kv -> kv.range(get(prefix + "_config/size")));
    if (size.getKvsCount() == 0) {
      throw new RefusedException("size key not found");
    }
    final RangeResponse members = client.call(kv -> kv.range(all(prefix + "members/")));
    return new State(size(size.getKvs(0)), Registration.inOrder(members.getKvsList()));
  }

  private static int size(KeyValue entry) throws RefusedException {
    final String text = entry.getValue().toString(StandardCharsets.UTF_8);
    if (!text.matches("0*[1-9][0-9]{0,8}")) {
      throw new RefusedException("size key is bad");
    }
    return Integer.parseInt(text);
  }

  private <T> T insist(String what, Request<T> request) throws IOException {
    Duration wait = RETRY_MIN;
    while (true) {
      try {
        return request.send();
      } catch (RefusedException e) {
        throw e;
      } catch (IOException e) {
        log.warn(
            "discovery service does not answer: step={} pause={} reason={}",
            what,
            wait,
            e.getMessage());
      }
      pause.accept(wait);
      final Duration longer = wait.multipliedBy(2);
      wait = longer.compareTo(RETRY_MAX) < 0 ? longer : RETRY_MAX;
    }
  }

  private static PutRequest put(String key, String value) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFromUtf8(value))
        .build();
  }

  private static RangeRequest get(String key) {
    return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
  }

  /** All keys under a prefix that ends in a slash; the character after that is 0. */
  private static RangeRequest all(String directory) {
    final String end = directory.substring(0, directory.length() - 1) + "0";
    return RangeRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(directory))
        .setRangeEnd(ByteString.copyFromUtf8(end))
        .build();
  }
}
