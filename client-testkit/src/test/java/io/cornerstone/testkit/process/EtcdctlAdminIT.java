package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ServerProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What an operator does with stock etcdctl: alarms, space, hashes, leadership, a check of scale.
 */
class EtcdctlAdminIT extends OnEitherServer {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NO_SPACE = "etcdserver: mvcc: database space exceeded";

  private final Target target;

  EtcdctlAdminIT(Target target) {
    super(target);
    this.target = target;
  }

  @Test
  void aFullStoreIsClearedByCompactingDefragmentingAndDisarming() {
    try (ServerProcess small =
        ServerProcess.start(target.binary(), "--quota-backend-bytes=300000")) {
      Etcdctl full = new Etcdctl(Target.etcdOrSkip(), small.clientUrl());
      String large = "x".repeat(20_000);
      Until.holds(
          "a put is refused for lack of space",
          PATIENCE,
          () -> {
            CommandResult put = full.runWith(large, "put", "large");
            return put.exitCode() == 1 && put.err().endsWith("Error: " + NO_SPACE + "\n");
          },
          () -> full.run("endpoint", "status"));
      assertThat(full.out("alarm", "list")).matches("memberID:\\d+ alarm:NOSPACE \n");
      assertThat(full.out("get", "large", "--print-value-only")).isEqualTo(large + "\n");
      assertThat(full.out("del", "large")).isEqualTo("1\n");
      String status = full.out("endpoint", "status", "-w", "fields");
      full.out(
          "compaction", "--physical", status.replaceAll("(?s).*\"Revision\" : (\\d+).*", "$1"));
      assertThat(full.out("defrag"))
          .isEqualTo("Finished defragmenting etcd member[" + full.endpoint() + "]\n");
      assertThat(full.run("put", "small", "1").err()).endsWith("Error: " + NO_SPACE + "\n");
      assertThat(full.out("alarm", "disarm")).matches("memberID:\\d+ alarm:NOSPACE \n");
      assertThat(full.out("alarm", "list")).isEmpty();
      assertThat(full.out("put", "small", "1")).isEqualTo("OK\n");
    }
  }

  @Test
  void aServerWithoutAlarmsListsNone() {
    assertThat(ctl.run("alarm", "list").both()).isEmpty();
    assertThat(ctl.run("alarm", "disarm").both()).isEmpty();
  }

  @Test
  void defragmentsEveryMemberOfTheCluster() {
    assertThat(ctl.out("defrag", "--cluster"))
        .isEqualTo("Finished defragmenting etcd member[http://" + ctl.endpoint() + "]\n");
  }

  @Test
  void theHashIsOfTheWholeHistory() {
    String before = ctl.out("endpoint", "hashkv");
    assertThat(before).matches(ctl.endpoint() + ", \\d+\n");
    ctl.out("put", "hash/a", "1");
    assertThat(ctl.out("endpoint", "hashkv")).isNotEqualTo(before);
    assertThat(ctl.out("endpoint", "hashkv", "--rev=" + base)).isEqualTo(before);
    CommandResult future = ctl.run("endpoint", "hashkv", "--rev=" + (base + 100));
    assertThat(future.err()).contains("mvcc: required revision is a future revision");
  }

  @Test
  void leadershipMovesToMembersOnly() {
    assertThat(ctl.run("move-leader", "123").err())
        .endsWith("Error: etcdserver: bad leader transferee\n");
  }

  @Test
  void theDataScaleCheckPasses() {
    try (RunningCommand check =
        ctl.start("--command-timeout=60s", "check", "datascale", "--load=s")) {
      CommandResult result = check.awaitExit(Duration.ofSeconds(90));
      assertThat(result.out()).contains("PASS: Approximate system memory used");
      assertThat(result.exitCode()).as(result.err()).isZero();
    }
    assertThat(ctl.out("get", "/etcdctl-check-datascale/", "--prefix", "--keys-only"))
        .as("it cleans up behind itself")
        .isEmpty();
  }
}
