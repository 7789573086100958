package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.txn.Op;
import io.cornerstone.testkit.cluster.TestCluster;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The commands of {@code ctl} that go on, with what stock etcdctl prints in their place (see {@code
 * EtcdctlStreamsIT}): watches, locks, elections, leases kept alive, mirrors.
 */
class CtlStreamsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static @Nullable TestCluster cluster;
  private static @Nullable Client client;

  private final CtlInProcess ctl = new CtlInProcess(endpoint(server()));

  @BeforeAll
  static void start() {
    TestCluster started = TestCluster.start(1);
    cluster = started;
    client = started.newClient();
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void interactiveWatchTakesSeveralWatchers() {
    long base = put("two/a", "1");
    put("two/b", "2");
    client().kv().delete(Bytes.of("two/b")).join();
    try (CtlInProcess.Running watch = ctl.start("watch", "-i")) {
      watch.type("watch two/a --rev=%d\n".formatted(base));
      watch.awaitPrinted("PUT\ntwo/a\n1\n");
      watch.type("watch two/b --prev-kv --rev=%d\n".formatted(base));
      watch.awaitPrinted("PUT\ntwo/a\n1\nPUT\ntwo/b\n2\nDELETE\ntwo/b\n2\ntwo/b\n\n");
      put("two/a", "3");
      Until.holds(
          "the first watcher sees another put",
          PATIENCE,
          () -> watch.printed().endsWith("PUT\ntwo/a\n3\n"),
          watch::printed);
      watch.type("nonsense\n");
      String complaint = "Invalid command nonsense (only support watch)\n";
      Until.holds(
          complaint, PATIENCE, () -> watch.complained().equals(complaint), watch::complained);
    }
  }

  @Test
  void watchShowsEventsInEveryForm() {
    long base = put("form", "1");
    try (CtlInProcess.Running json = ctl.start("watch", "form", "--rev=" + base, "-w=json");
        CtlInProcess.Running fields = ctl.start("watch", "form", "--rev=" + base, "-w=fields")) {
      fields.awaitPrinted("\"ClusterID\" : ");
      json.awaitPrinted("{\"Header\":{\"cluster_id\":");
      assertThat(fields.printed())
          .endsWith(
              """
              "Type" : PUT
              "Key" : "form"
              "CreateRevision" : %1$d
              "ModRevision" : %1$d
              "Version" : 1
              "Value" : "1"
              "Lease" : 0
              """
                  .formatted(base));
      assertThat(json.printed())
          .endsWith(
              ("\"Events\":[{\"kv\":{\"key\":\"Zm9ybQ==\",\"create_revision\":%1$d,"
                      + "\"mod_revision\":%1$d,\"version\":1,\"value\":\"MQ==\"}}],"
                      + "\"CompactRevision\":0,\"Canceled\":false,\"Created\":false}\n")
                  .formatted(base));
    }
  }

  @Test
  void watchTakesItsKeyFromTheEnvironment() {
    assertThat(ctl.run("", Map.of("ETCDCTL_WATCH_KEY", "a"), "watch", "b").err())
        .isEqualTo("Error: bad number of arguments (found conflicting environment key)\n");
    assertThat(ctl.run("", Map.of("ETCDCTL_WATCH_RANGE_END", "b"), "watch").exitCode())
        .isEqualTo(128);
  }

  @Test
  void watchRunsACommandForEachEvent() {
    long base = put("exec", "1");
    client().kv().delete(Bytes.of("exec")).join();
    try (CtlInProcess.Running watch =
        ctl.start("watch", "exec", "--rev=" + base, "--", "sh", "-c", WatchExec.ENVIRONMENT)) {
      watch.awaitPrinted(WatchExec.printed(base + 1));
    }
    try (CtlInProcess.Running watch =
        ctl.start("watch", "exec", "--rev=" + base, "--", "sh", "-c", "exit 7")) {
      assertThat(watch.awaitExit()).isEqualTo(1);
      assertThat(watch.complained())
          .isEqualTo("command [\"sh\" \"-c\" \"exit 7\"] error (exit status 7)\n");
    }
  }

  @Test
  void aWatchOfThePastThatIsGoneIsCancelled() {
    long base = put("gone", "1");
    long last = put("gone", "2");
    client().kv().compact(last).join();
    CommandResult result = ctl.run("", Map.of(), "watch", "gone", "--rev=" + base);
    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(result.err())
        .isEqualTo(
            "watch was canceled (etcdserver: mvcc: required revision has been compacted)\n"
                + "Error: watch is canceled by the server\n");
  }

  @Test
  void lockRunsACommandAndEndsWithItsExitCode() {
    CommandResult ok =
        ctl.run("", Map.of(), "lock", "one", "--", "sh", "-c", "echo $ETCD_LOCK_KEY");
    assertThat(ok.exitCode()).isZero();
    assertThat(ok.out()).matches("one/[0-9a-f]{1,16}\n");
    assertThat(ctl.run("", Map.of(), "lock", "one", "--", "sh", "-c", "exit 3").exitCode())
        .isEqualTo(3);
    assertThat(count("one/")).isZero();
  }

  @Test
  void lockIsHeldUntilItsHolderIsAskedToEnd() {
    try (CtlInProcess.Running holder = ctl.start("lock", "held")) {
      holder.awaitPrinted("held/");
      try (CtlInProcess.Running next = ctl.start("lock", "held", "echo", "mine")) {
        awaitCount("held/", 2);
        assertThat(next.printed()).isEmpty();
        assertThat(holder.stop()).isZero();
        assertThat(next.awaitExit()).isZero();
        assertThat(next.printed()).isEqualTo("mine\n");
      }
    }
    awaitCount("held/", 0);
  }

  @Test
  void theCommandUnderALockEndsWithIt() {
    try (CtlInProcess.Running holder =
        ctl.start("lock", "busy", "--", "sh", "-c", "echo on; exec sleep 60")) {
      holder.awaitPrinted("on\n");
      assertThat(holder.stop()).isEqualTo(143);
    }
    awaitCount("busy/", 0);
  }

  @Test
  void electionHasOneLeaderAndListenersSeeEach() {
    try (CtlInProcess.Running first = ctl.start("elect", "city", "rome")) {
      Until.holds("rome", PATIENCE, () -> first.printed().endsWith("rome\n"), first::printed);
      try (CtlInProcess.Running second = ctl.start("elect", "city", "oslo");
          CtlInProcess.Running listener = ctl.start("elect", "-l", "city")) {
        listener.awaitPrinted(first.printed());
        awaitCount("city/", 2);
        assertThat(first.stop()).isZero();
        Until.holds("oslo", PATIENCE, () -> second.printed().endsWith("oslo\n"), second::printed);
        listener.awaitPrinted(first.printed() + second.printed());
        assertThat(second.stop()).isZero();
      }
    }
    awaitCount("city/", 0);
  }

  @Test
  void keepAliveGoesOnUntilTheLeaseIsRevoked() {
    String lease = ctl.run("", Map.of(), "lease", "grant", "9").out().split(" ")[1];
    try (CtlInProcess.Running keepAlive = ctl.start("lease", "keep-alive", lease)) {
      keepAlive.awaitPrinted("lease " + lease + " keepalived with TTL(9)\n");
      ctl.run("", Map.of(), "lease", "revoke", lease);
      assertThat(keepAlive.awaitExit()).isZero();
      assertThat(keepAlive.printed()).endsWith("lease " + lease + " expired or revoked.\n");
    }
  }

  @Test
  void aMirrorHasWhatIsThereAndWhatComes() {
    put("src/before", "1");
    try (TestCluster other = TestCluster.start(1);
        Client there = other.newClient();
        CtlInProcess.Running mirror =
            ctl.start(
                "make-mirror",
                "--prefix=src/",
                "--dest-prefix=to/",
                "--max-txn-ops=1",
                endpoint(other))) {
      await(there, "to/before", "1");
      put("src/before", "2");
      await(there, "to/before", "2");
      client().txn().then(Op.put("src/a", "1")).commit().join();
      await(there, "to/a", "1");
      client().kv().delete(KeyRange.prefix("src/")).join();
      Until.holds("deleted", PATIENCE, () -> value(there, "to/a").isEmpty(), mirror::complained);
    }
  }

  @Test
  void checksWriteAndCleanUp() {
    CommandResult perf =
        ctl.run("", Map.of(), "check", "perf", "--duration=500ms", "--prefix=perf/");
    assertThat(perf.out()).contains("Throughput", "Slowest request took", "Stddev");
    assertThat(count("perf/")).isZero();
    put("perf/x", "1");
    CommandResult refused = ctl.run("", Map.of(), "check", "perf", "--prefix=perf/");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).startsWith("Error: prefix \"perf/\" has keys.");
  }

  private void await(Client there, String key, String value) {
    Until.holds(
        "mirrored", PATIENCE, () -> value(there, key).equals(value), () -> value(there, key));
  }

  private static String value(Client client, String key) {
    return client.kv().get(Bytes.of(key)).join().first().map(kv -> kv.value().utf8()).orElse("");
  }

  private static long put(String key, String value) {
    return client().kv().put(Bytes.of(key), Bytes.of(value)).join().revision();
  }

  private static long count(String prefix) {
    return client()
        .kv()
        .get(KeyRange.prefix(prefix), GetOptions.DEFAULT.withCountOnly())
        .join()
        .count();
  }

  private static void awaitCount(String prefix, long count) {
    Until.holds(count + " keys", PATIENCE, () -> count(prefix) == count, () -> count(prefix));
  }

  private static TestCluster server() {
    return Objects.requireNonNull(cluster);
  }

  private static Client client() {
    return Objects.requireNonNull(client);
  }

  private static String endpoint(TestCluster cluster) {
    return URI.create(cluster.member(0).endpoint()).getAuthority();
  }
}
