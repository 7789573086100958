package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Members of a running cluster of processes are added, promoted, removed and replaced with stock
 * {@code etcdctl} while a client writes all the time: no acknowledged write is lost, and in the end
 * all members hold the same.
 */
@EnabledIf("hasEtcdctl")
class MembershipIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String UNHEALTHY = "etcdserver: unhealthy cluster";
  private static final String NOT_READY = "in sync with leader";

  static boolean hasEtcdctl() {
    return RealEtcd.isAvailable();
  }

  @Test
  void aClusterGrowsToFiveAndShrinksToThreeUnderLoad() {
    try (ProcessCluster cluster = ProcessCluster.start(Target.checkoutJar(), 3)) {
      ServerProcess stays = cluster.members().get(0);
      SortedMap<String, String> acknowledged;
      try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
        client.awaitMore(50, PATIENCE);
        ServerProcess learner = add(cluster, stays, "--learner");
        client.awaitMore(20, PATIENCE);
        repeat(ctl(follower(cluster)), NOT_READY, "member", "promote", id(stays, learner));
        ServerProcess fifth = add(cluster, learner);
        awaitMembers(stays, 5);
        client.awaitMore(20, PATIENCE);

        moveLeaderAwayFrom(cluster, stays);
        remove(cluster, Agreement.leader(cluster), stays); // By itself: the leader.
        client.awaitMore(20, PATIENCE);
        remove(cluster, cluster.members().get(1), stays);
        client.awaitMore(20, PATIENCE);
        awaitMembers(fifth, 3);

        remove(cluster, cluster.members().get(1), stays);
        // A change that is proposed to a leader on its way out is lost with it.
        Agreement.leader(cluster);
        add(cluster, stays);
        client.awaitMore(20, PATIENCE);
        client.close();
        acknowledged = client.acknowledged();
      }
      awaitMembers(stays, 3);
      Agreement.assertEveryMemberHas(cluster, acknowledged);
    }
  }

  @Test
  void aMemberThatWasRemovedWhileItWasAwayStopsWhenItComesBack() {
    try (ProcessCluster cluster = ProcessCluster.start(Target.checkoutJar(), 3)) {
      ServerProcess stays = cluster.members().get(0);
      ServerProcess away = cluster.members().get(1);
      String awayId = id(stays, away);
      assertThat(away.stop()).isZero();
      repeat(ctl(stays), UNHEALTHY, "member", "remove", awayId);
      assertThat(ctl(stays).run("member", "remove", awayId).err())
          .contains("etcdserver: member not found");
      away.launch();
      assertThat(away.awaitExit()).isZero();
      assertThat(away.output()).contains("permanently removed from the cluster");
      ctl(stays).out("put", "still", "writable");
    }
  }

  @Test
  void theLastMemberGoesOnAfterTheMajorityIsLostForGood() {
    try (ProcessCluster cluster = ProcessCluster.start(Target.checkoutJar(), 3)) {
      SortedMap<String, String> acknowledged;
      try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
        client.awaitMore(50, PATIENCE);
        client.close();
        acknowledged = client.acknowledged();
      }
      Agreement.assertEveryMemberHas(cluster, acknowledged);
      ServerProcess last = cluster.members().get(2);
      List<ServerProcess> lost = cluster.members().subList(0, 2);
      lost.forEach(ServerProcess::kill);
      last.kill();
      last.restartWith("--force-new-cluster");
      awaitMembers(last, 1);
      ctl(last).out("put", "k/alone", "written alone");
      lost.forEach(cluster::forget);
      last.stop();
      last.restart(); // Without the flag it stays so.
      add(cluster, last);
      acknowledged.put("k/alone", "written alone");
      Agreement.assertEveryMemberHas(cluster, acknowledged);
      awaitMembers(last, 2);
    }
  }

  private static Etcdctl ctl(ServerProcess member) {
    return new Etcdctl(RealEtcd.find().orElseThrow(), member.clientUrl());
  }

  private static ServerProcess follower(ProcessCluster cluster) {
    ServerProcess leader = Agreement.leader(cluster);
    return cluster.members().stream().filter(member -> member != leader).findFirst().orElseThrow();
  }

  private static ServerProcess add(ProcessCluster cluster, ServerProcess asked, String... flags) {
    return cluster.addMember(
        (name, peerUrl) -> {
          String[] command = new String[4 + flags.length];
          command[0] = "member";
          command[1] = "add";
          command[2] = name;
          command[3] = "--peer-urls=" + peerUrl;
          System.arraycopy(flags, 0, command, 4, flags.length);
          assertThat(repeat(ctl(asked), UNHEALTHY, command))
              .contains("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
        });
  }

  private static void remove(ProcessCluster cluster, ServerProcess removed, ServerProcess asked) {
    String id = id(asked, removed);
    repeat(ctl(removed), UNHEALTHY, "member", "remove", id);
    assertThat(removed.awaitExit()).as("exit code of a removed member").isZero();
    assertThat(removed.output()).contains("permanently removed from the cluster");
    cluster.forget(removed);
  }

  private static void moveLeaderAwayFrom(ProcessCluster cluster, ServerProcess stays) {
    ServerProcess leader = Agreement.leader(cluster);
    ServerProcess target =
        cluster.members().stream()
            .filter(member -> member != leader && member != stays)
            .findFirst()
            .orElseThrow();
    assertThat(ctl(target).run("move-leader", id(stays, target)).err())
        .as("asked elsewhere than at the leader")
        .contains("no leader endpoint given");
    assertThat(ctl(leader).out("move-leader", id(stays, target)))
        .contains("Leadership transferred");
    assertThat(Agreement.leader(cluster)).isSameAs(target);
  }

  /** A member comes to know this many, and that all of them have started. */
  private static void awaitMembers(ServerProcess asked, int count) {
    Until.holds(
        count + " members that have started",
        PATIENCE,
        () -> {
          List<String> members = members(asked);
          return members.size() == count
              && members.stream().allMatch(line -> line.contains("started"));
        },
        () -> members(asked));
  }

  /** The lines of {@code member list}: what the asked one knows, which may be behind the others. */
  private static List<String> members(ServerProcess asked) {
    return ctl(asked).out("member", "list").lines().toList();
  }

  private static String id(ServerProcess asked, ServerProcess member) {
    String url = member.clientUrl().toString();
    Until.holds(
        "a member at " + url + " is known",
        PATIENCE,
        () -> members(asked).stream().anyMatch(line -> line.contains(url)),
        () -> members(asked));
    return members(asked).stream()
        .filter(line -> line.contains(url))
        .map(line -> line.substring(0, line.indexOf(',')))
        .findFirst()
        .orElseThrow();
  }

  /** Runs a command again while it is refused for a reason that passes; returns what it prints. */
  private static String repeat(Etcdctl etcdctl, String passing, String... command) {
    AtomicReference<CommandResult> last = new AtomicReference<>();
    Until.holds(
        String.join(" ", command),
        PATIENCE,
        () -> {
          CommandResult result = etcdctl.run(command);
          last.set(result);
          if (result.exitCode() != 0) {
            assertThat(result.err()).contains(passing);
          }
          return result.exitCode() == 0;
        },
        last::get);
    return Objects.requireNonNull(last.get()).out();
  }
}
