package io.cornerstone.testkit.fault;

import static io.cornerstone.testkit.view.LiveTarget.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.IndeterminateException;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.testkit.cluster.Polling;
import io.cornerstone.testkit.fault.WitnessedHistory.Change;
import io.cornerstone.testkit.view.LiveTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/**
 * Puts whose replies are dropped, and in one round of four the puts themselves, next to calls that
 * go well: 500 of them, or as many as the property {@code cornerstone.lost.replies} says.
 */
@Timeout(600)
abstract class LostRepliesContract {
  private static final int PUTS = Integer.getInteger("cornerstone.lost.replies", 500);
  private static final int ROUND = 100;
  private static final int KEYS = 10;
  private static final Duration PATIENT = Duration.ofSeconds(25);

  private final SplittableRandom random = new SplittableRandom(20);
  private final WitnessedHistory history = new WitnessedHistory();
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Map<String, Boolean> outcomes = new ConcurrentHashMap<>(); // Whether known.
  private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private int values;

  abstract LiveTarget target();

  @Test
  void aPutWithoutReplyIsIndeterminateAndAllOfThemAreLinearizable(TestReporter reporter) {
    Client direct = target().client();
    try (FaultProxy proxy = FaultProxy.before(target().endpoints().get(0));
        Client client = connect(proxy.endpoint())) {
      await(direct.watch().prefix("lost/").listen(this::saw).created());
      int unknown = 0;
      while (unknown < PUTS) {
        unknown += round(proxy, client, direct);
      }
      long last = await(put(direct)).revision();
      Polling.await(PATIENT, "the watch to see the last put", () -> lastSeen() >= last);
      assertThat(unexpected).as("puts that failed otherwise").isEmpty();
      int applied = history.check(List.copyOf(changes));
      reporter.publishEntry(
          "%d puts without a reply, of which %d were carried out; %d changes in all"
              .formatted(unknown, applied, changes.size()));
      assertThat(applied).isBetween(1, unknown - 1);
    }
  }

  /** How many puts came out as indeterminate. */
  private int round(FaultProxy proxy, Client client, Client direct) {
    await(client.kv().get(Bytes.of("lost/connected")));
    proxy.drop(Direction.TO_CLIENT);
    final boolean arrives = random.nextInt(4) > 0;
    if (!arrives) {
      proxy.drop(Direction.TO_SERVER);
    }
    List<CompletableFuture<?>> calls = new ArrayList<>();
    Set<String> dropped = new HashSet<>();
    for (int i = 0; i < ROUND; i++) {
      dropped.add("v" + values);
      calls.add(put(client));
      if (i % 10 == 0) {
        calls.add(put(direct));
        calls.add(get(direct));
      }
    }
    int enough = arrives ? random.nextInt(ROUND / 2, ROUND + 1) : 0;
    Polling.await(
        PATIENT,
        enough + " puts at the server",
        () -> dropped.stream().filter(seen::contains).count() >= enough);
    Set<String> carriedOut = new HashSet<>(dropped);
    carriedOut.retainAll(seen);
    proxy.refuse();
    proxy.heal();
    calls.forEach(call -> await(call.handle((result, failure) -> true)));
    assertThat(carriedOut).allSatisfy(value -> assertThat(outcomes).containsEntry(value, false));
    return (int) dropped.stream().filter(value -> !outcomes.getOrDefault(value, true)).count();
  }

  private CompletableFuture<PutResult> put(Client client) {
    String key = "lost/" + random.nextInt(KEYS);
    String value = "v" + values++;
    final long begun = System.nanoTime();
    return client
        .kv()
        .withTimeout(PATIENT)
        .put(Bytes.of(key), Bytes.of(value))
        .whenComplete(
            (result, failure) -> {
              outcomes.put(value, failure == null);
              if (failure == null) {
                history.put(begun, System.nanoTime(), key, value, result.revision());
              } else {
                if (!(failure instanceof IndeterminateException)) {
                  unexpected.add(failure);
                }
                history.unknownPut(begun, key, value);
              }
            });
  }

  private CompletableFuture<GetResult> get(Client client) {
    String key = "lost/" + random.nextInt(KEYS);
    final long begun = System.nanoTime();
    return client
        .kv()
        .withTimeout(PATIENT)
        .get(Bytes.of(key))
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                String value = result.first().map(kv -> kv.value().utf8()).orElse(null);
                long at = result.header().revision();
                history.get(begun, System.nanoTime(), key, value, at);
              }
            });
  }

  private void saw(WatchEvent event) {
    KeyValue kv = ((WatchEvent.Put) event).kv();
    changes.add(new Change(kv.modRevision(), kv.key().utf8(), kv.value().utf8()));
    seen.add(kv.value().utf8());
  }

  private long lastSeen() {
    return changes.stream().mapToLong(Change::revision).max().orElse(0);
  }

  private static Client connect(String endpoint) {
    return Client.connect(
        ClientConfig.DEFAULT.withEndpoints(List.of(endpoint)).withCallTimeout(PATIENT));
  }
}
