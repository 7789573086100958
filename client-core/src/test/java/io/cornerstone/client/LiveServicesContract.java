package io.cornerstone.client;

import static io.cornerstone.client.LiveAdminContract.answer;
import static io.cornerstone.client.LiveAdminContract.assertRefused;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.election.CampaignResult;
import io.cornerstone.client.election.ElectionService;
import io.cornerstone.client.election.LeaderKey;
import io.cornerstone.client.kv.ScanOptions;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lock.LockResult;
import io.cornerstone.protocol.EtcdError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scans, and the lock and election services, against a live cluster. */
public abstract class LiveServicesContract {
  private Client client;

  /** Endpoints of the cluster under test. */
  protected abstract List<String> endpoints();

  @BeforeEach
  void connect() {
    ClientConfig config = ClientConfig.DEFAULT.withEndpoints(endpoints());
    client = Client.connect(config.withCallTimeout(Duration.ofSeconds(15)));
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void aScanIsOneStateOfTheStoreInPages() throws Exception {
    for (int i = 0; i < 25; i++) {
      answer(client.kv().put(Bytes.of("scan/%02d".formatted(i)), Bytes.of("old")));
    }
    SeenKeys seen = new SeenKeys();
    ScanOptions options = ScanOptions.DEFAULT.withPageSize(10);
    client.kv().scan(KeyRange.prefix("scan/"), options).subscribe(seen);
    seen.subscription().request(5);
    assertThat(seen.keys(5)).first().isEqualTo("scan/00");
    answer(client.kv().put(Bytes.of("scan/20"), Bytes.of("new")));
    answer(client.kv().put(Bytes.of("scan/201"), Bytes.of("new")));
    answer(client.kv().delete(Bytes.of("scan/24")));
    assertThat(seen.items).isEmpty();
    seen.subscription().request(Long.MAX_VALUE);
    assertThat(seen.keys(20))
        .containsExactlyElementsOf(
            IntStream.range(5, 25).mapToObj("scan/%02d"::formatted).toList());
    seen.end.get(20, SECONDS);
    assertThat(seen.values).containsOnly("old");
  }

  @Test
  void aScanThatIsCancelledOrMisusedEnds() throws Exception {
    for (int i = 0; i < 5; i++) {
      answer(client.kv().put(Bytes.of("few/" + i), Bytes.of("x")));
    }
    SeenKeys cancelled = new SeenKeys();
    ScanOptions options = ScanOptions.DEFAULT.withPageSize(2);
    client.kv().scan(KeyRange.prefix("few/"), options).subscribe(cancelled);
    cancelled.subscription().request(2);
    assertThat(cancelled.keys(2)).containsExactly("few/0", "few/1");
    cancelled.subscription().cancel();
    cancelled.subscription().request(2);
    SeenKeys misused = new SeenKeys();
    client.kv().scan(KeyRange.prefix("few/"), options).subscribe(misused);
    misused.subscription().request(0);
    assertThatThrownBy(() -> misused.end.get(20, SECONDS))
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(cancelled.items).isEmpty();
    assertThat(cancelled.end).isNotDone();
  }

  @Test
  void aScanOfWhatIsCompactedFails() {
    long old = answer(client.kv().put(Bytes.of("gone"), Bytes.of("1"))).revision();
    long revision = answer(client.kv().put(Bytes.of("gone"), Bytes.of("2"))).revision();
    answer(client.kv().compact(revision));
    SeenKeys seen = new SeenKeys();
    client.kv().scan(KeyRange.all(), ScanOptions.DEFAULT.withRevision(old)).subscribe(seen);
    seen.subscription().request(1);
    assertThatThrownBy(() -> seen.end.get(20, SECONDS))
        .hasRootCauseInstanceOf(CompactedException.class);
  }

  @Test
  void aLockOfTheServiceIsForOne() {
    Bytes name = Bytes.of("service-lock");
    LockResult first = answer(client.lockService().lock(name, lease()));
    assertThat(answer(client.kv().get(first.key())).count()).isEqualTo(1);
    CompletableFuture<LockResult> second = client.lockService().lock(name, lease());
    assertThat(second).isNotDone();
    answer(client.lockService().unlock(first.key()));
    LockResult held = answer(second);
    assertThat(held.key()).isNotEqualTo(first.key());
    answer(client.lockService().unlock(held.key()));
  }

  @Test
  void anElectionIsWonProclaimedObservedAndResigned() throws Exception {
    ElectionService elections = client.electionService();
    Bytes name = Bytes.of("service-election");
    assertRefused(elections.leader(name), EtcdError.ELECTION_NO_LEADER);
    CampaignResult won = answer(elections.campaign(name, lease(), Bytes.of("one")));
    LeaderKey leader = won.leader();
    assertThat(leader.name()).isEqualTo(name);
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    CompletableFuture<Void> watching =
        elections.observe(name, result -> seen.add(result.kv().value().utf8()));
    assertThat(seen.poll(20, SECONDS)).isEqualTo("one");
    answer(elections.proclaim(leader, Bytes.of("two")));
    assertThat(seen.poll(20, SECONDS)).isEqualTo("two");
    assertThat(answer(elections.leader(name)).kv().createRevision()).isEqualTo(leader.revision());
    CompletableFuture<CampaignResult> next = elections.campaign(name, lease(), Bytes.of("three"));
    answer(elections.resign(leader));
    LeaderKey successor = answer(next).leader();
    assertThat(seen.poll(20, SECONDS)).isEqualTo("three");
    assertRefused(elections.proclaim(leader, Bytes.of("late")), EtcdError.ELECTION_NOT_LEADER);
    answer(elections.resign(successor));
    assertThat(watching.cancel(false)).isTrue();
  }

  private LeaseId lease() {
    return answer(client.leases().grant(Duration.ofSeconds(60))).id();
  }
}
