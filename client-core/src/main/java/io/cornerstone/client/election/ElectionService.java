package io.cornerstone.client.election;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.lease.LeaseId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Elections that the server runs on a client's behalf. See {@link io.cornerstone.client.Client} for
 * threads, deadlines and failures.
 *
 * <pre>{@code
 * ElectionService elections = client.electionService().withTimeout(Duration.ofMinutes(1));
 * LeaderKey won =
 *     elections.campaign(Bytes.of("jobs"), lease, Bytes.of("host-1")).join().leader();
 * elections.resign(won).join();
 * }</pre>
 *
 * <p>Leadership lasts until it is resigned or its lease ends, and nobody tells the leader of the
 * latter: guard writes by the leader's key.
 */
public interface ElectionService {
  /**
   * Stands for an election; completes when it is won.
   *
   * <p>Should it fail as indeterminate, as when the deadline passes in the queue, it may yet be
   * won, until the lease ends.
   */
  CompletableFuture<CampaignResult> campaign(Bytes name, LeaseId lease, Bytes value);

  /** Changes what the leader has proclaimed. Refused if it leads no more. */
  CompletableFuture<ElectionResult> proclaim(LeaderKey leader, Bytes value);

  /** Who leads. Refused with {@code ELECTION_NO_LEADER} while nobody does. */
  CompletableFuture<LeaderResult> leader(Bytes name);

  /**
   * Follows who leads and what they proclaim, beginning with the present leader.
   *
   * <p>The future never completes well: it fails when the stream is lost, after which one observes
   * again and misses nothing but leaders who came and went meanwhile. Cancel it to stop.
   *
   * @param listener called on the callback executor, one call after the other
   */
  CompletableFuture<Void> observe(Bytes name, Consumer<? super LeaderResult> listener);

  /** Gives the leadership up. No error if it is lost already. */
  CompletableFuture<ElectionResult> resign(LeaderKey leader);

  /** The same, with another deadline per call, the time in the queue included. */
  ElectionService withTimeout(Duration timeout);
}
