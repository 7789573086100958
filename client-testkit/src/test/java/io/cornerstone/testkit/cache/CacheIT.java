package io.cornerstone.testkit.cache;

import static io.cornerstone.testkit.view.LiveTarget.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.cache.Cache;
import io.cornerstone.client.cache.CacheOptions;
import io.cornerstone.client.cache.CacheSnapshot;
import io.cornerstone.client.cache.Freshness;
import io.cornerstone.client.codec.Codec;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.cluster.TestMember;
import io.cornerstone.testkit.view.LiveTarget;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Caches of three members of ours. */
@Timeout(180)
class CacheIT extends CacheContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.ours(3);

  @Override
  protected LiveTarget target() {
    return TARGET;
  }

  @Test
  void followsThroughRestartsOfMembers() {
    TestCluster cluster = TARGET.cluster();
    CacheLog log = new CacheLog();
    CacheOptions patientReads = CacheOptions.DEFAULT.withReadTimeout(Duration.ofSeconds(20));
    Keyspace all = Keyspace.of(TARGET.client());
    try (Cache<String> cache =
        await(Cache.open(all, KeyRange.prefix("c/"), Codec.UTF8, patientReads).ready())) {
      cache.listen(log);
      Kv patient = TARGET.client().kv().withTimeout(Duration.ofSeconds(20));
      for (int i = 0; i < 3; i++) {
        TestMember member = cluster.member(i);
        member.kill();
        for (int j = 0; j < 10; j++) {
          write(patient, Bytes.of("c/" + j), Bytes.of(i + "." + j));
        }
        member.restart();
        cluster.awaitReady();
      }
      CacheSnapshot<String> snapshot = await(cache.snapshot(Freshness.linearizable()));
      assertThat(snapshot.entries()).hasSize(10);
      assertThat(snapshot.entries().values()).allMatch(entry -> entry.value().startsWith("2."));
      log.awaitContent(snapshot);
      log.assertEachChangeOnceAndInOrder();
    }
  }

  /** A put whose reply was lost with a member is repeated; it says the same. */
  private static void write(Kv kv, Bytes key, Bytes value) {
    boolean isDone = false;
    while (!isDone) {
      isDone = await(kv.put(key, value).handle((put, failure) -> failure == null));
    }
  }
}
