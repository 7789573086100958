package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members of one cluster in this JVM, on real ports and files. */
class ThreeMembersIT {
  @TempDir private Path temp;

  @Test
  void everyMemberTakesWritesAndReads() {
    try (Cluster cluster = Cluster.start(temp, 3, builder -> builder)) {
      for (int i = 0; i < 3; i++) {
        cluster.client(i).put("from-" + i, "v" + i);
        assertThat(cluster.client(i).getHere("from-" + i)).contains("v" + i);
        for (int j = 0; j < 3; j++) {
          assertThat(cluster.client(j).get("from-" + i)).contains("v" + i);
        }
      }
      final long clusterId = cluster.member(0).clusterId();
      assertThat(List.of(cluster.member(1).clusterId(), cluster.member(2).clusterId()))
          .containsOnly(clusterId);
    }
  }

  @Test
  void writesGoOnWithoutTheLeaderAndItComesBack() {
    try (Cluster cluster = Cluster.start(temp, 3, builder -> builder)) {
      final int first = cluster.awaitLeader();
      cluster.client(first).put("before", "1");
      cluster.kill(first);
      final int second = cluster.awaitLeader();
      assertThat(second).isNotEqualTo(first);
      for (int i = 0; i < 3; i++) {
        if (i != first) {
          assertThat(cluster.client(i).get("before")).contains("1");
          cluster.client(i).put("after-" + i, "2");
        }
      }
      cluster.launch(first);
      cluster.awaitReady(first);
      assertThat(cluster.client(first).get("before")).contains("1");
      assertThat(cluster.client(first).get("after-" + second)).contains("2");
      cluster.client(first).put("again", "3");
      assertThat(cluster.client(second).get("again")).contains("3");
    }
  }

  @Test
  void aMemberFarBehindCatchesUpBySnapshot() throws InterruptedException {
    try (Cluster cluster =
        Cluster.start(temp, 3, builder -> builder.snapshotCount(100).snapshotCatchUpEntries(10))) {
      final int leader = cluster.awaitLeader();
      final int behind = (leader + 1) % 3;
      cluster.client(behind).put("k-first", "1");
      cluster.kill(behind);
      for (int i = 0; i < 1000; i++) {
        cluster.client(leader).put("k-" + i, "v" + i);
      }
      cluster.launch(behind);
      cluster.awaitReady(behind);
      final BlockingQueue<WatchResponse> watched = cluster.client(behind).watch("k-", 2);
      assertThat(cluster.client(behind).get("k-999")).contains("v999");
      assertThat(cluster.client(behind).countHere("k-")).isEqualTo(1001);
      final List<Long> revisions = new ArrayList<>();
      while (revisions.size() < 1001) {
        final WatchResponse response = watched.poll(10, TimeUnit.SECONDS);
        assertThat(response).isNotNull();
        for (Event event : response.getEventsList()) {
          revisions.add(event.getKv().getModRevision());
        }
      }
      assertThat(revisions).isSorted().doesNotHaveDuplicates();

      // What came by snapshot survives a crash right after, and the member can even lead.
      cluster.kill(behind);
      cluster.launch(behind);
      cluster.awaitReady(behind);
      assertThat(cluster.client(behind).get("k-first")).contains("1");
      assertThat(cluster.client(behind).countHere("k-")).isEqualTo(1001);
    }
  }

  @Test
  void nothingIsAcknowledgedWithoutAQuorum() {
    try (Cluster cluster = Cluster.start(temp, 3, builder -> builder)) {
      final int leader = cluster.awaitLeader();
      final int other = (leader + 1) % 3;
      cluster.client(leader).put("a", "1");
      cluster.kill((leader + 2) % 3);
      cluster.client(other).put("a", "2");
      cluster.kill(other);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> cluster.client(leader).put("a", "3")))
          .hasMessageContaining("etcdserver: request timed out");
      cluster.launch(other);
      cluster.awaitLeader();
      assertThat(cluster.client(other).get("a").orElseThrow()).isIn("2", "3");
    }
  }

  @Test
  void leasesAreKeptThroughAFollowerAndOutliveTheLeader() {
    try (Cluster cluster = Cluster.start(temp, 3, builder -> builder)) {
      final int leader = cluster.awaitLeader();
      final int follower = (leader + 1) % 3;
      final long kept = cluster.client(follower).grant(600).getID();
      final long dying = cluster.client(follower).grant(5).getID();
      cluster.client(follower).put("kept", "1", kept);
      cluster.client(follower).put("dying", "1", dying);
      assertThat(cluster.client(follower).keepAlive(kept).getTTL()).isEqualTo(600);
      assertThat(cluster.client(follower).timeToLive(kept).getGrantedTTL()).isEqualTo(600);
      cluster.kill(leader);
      cluster.awaitLeader();
      assertThat(cluster.client(follower).keepAlive(kept).getTTL()).isEqualTo(600);
      Waits.until("expiry", () -> cluster.client(follower).get("dying").isEmpty());
      assertThat(cluster.client(follower).get("kept")).contains("1");
    }
  }

  @Test
  void allMembersComeBackAfterAPowerFailure() {
    try (Cluster cluster = Cluster.start(temp, 3, builder -> builder)) {
      for (int i = 0; i < 100; i++) {
        cluster.client(i % 3).put("k-" + i, "v" + i);
      }
      for (int i = 0; i < 3; i++) {
        cluster.kill(i);
      }
      for (int i = 0; i < 3; i++) {
        cluster.launch(i);
      }
      cluster.awaitReady(0);
      for (int i = 0; i < 100; i++) {
        assertThat(cluster.client(0).get("k-" + i)).contains("v" + i);
      }
    }
  }
}
