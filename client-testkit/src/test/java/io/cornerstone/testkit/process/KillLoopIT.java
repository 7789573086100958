package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Members are killed (SIGKILL) over and over while a client writes: one, two, or all at once. In
 * the end every acknowledged write is there, and all members hold the same history.
 *
 * <p>The build kills a few times; {@code -Dcornerstone.kills=200 -Dcornerstone.seed=7} goes on for
 * longer, with another order of victims.
 */
class KillLoopIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KILLS = Integer.getInteger("cornerstone.kills", 12);
  private static final long SEED = Long.getLong("cornerstone.seed", 1);

  /** Short logs, so that members that were away need snapshots too, and segments are cut often. */
  private static final String[] FLAGS = {"--snapshot-count=500", "--snapshot-catchup-entries=200"};

  private final Random random = new Random(SEED);

  @Test
  void noAcknowledgedWriteIsLost(TestReporter reporter) {
    try (ProcessCluster cluster = ProcessCluster.start(Target.checkoutJar(), 3, FLAGS)) {
      final SortedMap<String, String> acknowledged;
      int kills = 0;
      try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
        client.awaitMore(100, PATIENCE);
        while (kills < KILLS) {
          kills += killSome(cluster, client);
        }
        client.close();
        acknowledged = client.acknowledged();
      }
      reporter.publishEntry(
          "seed %d: %d kills, %d acknowledged writes".formatted(SEED, kills, acknowledged.size()));
      Agreement.assertEveryMemberHas(cluster, acknowledged);
      Agreement.assertEqualHistories(cluster.members());
      assertThat(kills).isGreaterThanOrEqualTo(KILLS);
    }
  }

  /** Kills some members, lets time pass in writes, and starts them again. */
  private int killSome(ProcessCluster cluster, WritingClient client) {
    List<ServerProcess> victims = new ArrayList<>(cluster.members());
    Collections.shuffle(victims, random);
    victims = victims.subList(0, victimsOfRound());
    victims.forEach(ServerProcess::kill);
    if (victims.size() == 1) {
      client.awaitMore(random.nextInt(400), PATIENCE); // The other two go on.
    }
    cluster.startAgain(victims);
    client.awaitMore(1 + random.nextInt(100), PATIENCE);
    return victims.size();
  }

  private int victimsOfRound() {
    int die = random.nextInt(10);
    return die < 6 ? 1 : die < 8 ? 2 : 3;
  }
}
