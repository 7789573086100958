package io.cornerstone.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.junit.WithCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Every example runs and prints what it promises. */
@WithCluster
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExamplesTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  /** The first calls of a JVM load half of its classes; on a busy machine that takes its time. */
  @BeforeAll
  static void warmUp(TestCluster cluster) {
    ClientConfig patient =
        ClientConfig.DEFAULT
            .withEndpoints(cluster.endpoints())
            .withCallTimeout(Duration.ofMinutes(1));
    try (Client client = Client.connect(patient)) {
      LeaseId lease = client.leases().grant(Duration.ofMinutes(1)).join().id();
      client.leases().revoke(lease).join();
    }
  }

  @Test
  void keysAndValues(Client client) {
    KeysAndValues.run(client, out);

    assertThat(lines())
        .containsExactly(
            "before: red",
            "settings/color = blue, version 2",
            "settings/size = 7, version 1",
            "at the first revision: red",
            "set to green",
            "not set to black: somebody has set green",
            "deleted: 2");
  }

  @Test
  void nestedTransaction(Client client) {
    NestedTransaction.run(client, out);

    assertThat(lines())
        .containsExactly("17: the shop is closed", "18: booked", "19: on the waiting list");
  }

  @Test
  void leaseKeepAlive(Client client) throws Exception {
    LeaseKeepAlive.run(client, out);

    assertThat(lines())
        .containsExactly(
            "the lease is active",
            "certain to live on: true",
            "keys with the lease: 1",
            "the lease is lost: GONE_AT_SERVER",
            "keys with the lease: 0");
  }

  @Test
  void resumingWatch(Client client) throws Exception {
    ResumingWatch.run(client, out);

    assertThat(lines())
        .containsExactly(
            "seen: news/1",
            "seen: news/2",
            "seen: news/3",
            "seen: news/4",
            "seen: news/5",
            "seen: news/6",
            "ended: Closed[]");
  }

  @Test
  void resyncAfterCompaction(Client client) throws Exception {
    ResyncAfterCompaction.run(client, out);

    assertThat(lines())
        .containsExactly(
            "told: stock/nuts = 1",
            "told: stock/bolts = 1",
            "resynced: stock/nuts = 3",
            "resynced: stock/bolts is gone");
  }

  @Test
  void publishedWatch(Client client) throws Exception {
    PublishedWatch.run(client, out);

    assertThat(lines()).containsExactly("100 events in order, the last is jobs/100");
  }

  @Test
  void transferWithStm(Client client) {
    TransferWithStm.run(client, out);

    assertThat(lines()).containsExactly("transfers of 7 from 100: 14", "left: anna 2, bert 98");
  }

  @Test
  void tenantNamespace(Client client) {
    TenantNamespace.run(client, out);

    assertThat(lines())
        .containsExactly(
            "tenant 1 has color = red",
            "tenant 2 has color = blue",
            "the store has tenants/2/color = blue");
  }

  @Test
  void watchedCache(Client client) {
    WatchedCache.run(client, out);

    assertThat(lines())
        .containsExactly(
            "local, no server asked: 10", "from that write on: 20", "as new as can be: 30");
  }

  @Test
  void fencedLock(Client client) {
    FencedLock.run(client, out);

    assertThat(lines())
        .containsExactly(
            "first writes: true",
            "second writes: true",
            "first writes: false",
            "the later hold has the greater token: true");
  }

  @Test
  void leaderElection(Client client) {
    LeaderElection.run(client, out);

    assertThat(lines())
        .containsExactly(
            "leads: anna",
            "leads: anna, ready",
            "leads: bert",
            "the next leader has the greater token: true");
  }

  @Test
  void snapshotAndRestore(Client client) throws Exception {
    SnapshotAndRestore.run(client, out);

    assertThat(lines()).containsExactly("saved and checked: true", "restored: paid");
  }

  @Test
  void serverInProcess(@TempDir Path dataDir) {
    ServerInProcess.run(dataDir, out);

    assertThat(lines()).containsExactly("leads itself: true", "after a restart: hello");
  }

  @Test
  @EnabledIf("io.cornerstone.testkit.cluster.RealEtcd#isAvailable")
  void usersAndRoles() {
    try (ServerProcess etcd = ServerProcess.start(ServerBinary.of(RealEtcd.find().orElseThrow()));
        Client client = Client.connect(etcd.clientUrl().toString())) {
      UsersAndRoles.run(client, out);
    }

    assertThat(lines())
        .containsExactly(
            "nobody in particular writes app/a: USER_EMPTY",
            "anna writes app/a: done",
            "anna writes other/a: PERMISSION_DENIED",
            "the users are [anna, root]");
  }

  private List<String> lines() {
    return printed.toString(UTF_8).lines().toList();
  }
}
